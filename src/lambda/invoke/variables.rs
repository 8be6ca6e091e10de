//! The variables that Lambda sets in every environment (recorded in AWS's own).

use std::sync::Arc;

use super::initialization::Initialization;
use crate::aws::sigv4::keys::Keys;
use crate::aws::sigv4::session::{Session, SessionPrincipal};
use crate::lambda::functions::version::{FunctionVersion, LogFormat};

/// How functions use this server.
pub(crate) struct Server {
    /// Where it answers.
    pub(crate) port: u16,
    /// What stands before every path of the functions' world.
    pub(crate) base_path: String,
    /// What the sessions of functions are made of.
    pub(crate) keys: Arc<Keys>,
}

impl Server {
    /// Access key, secret and session token of a function: a session of its role that is named as
    /// the function is. Where signatures are trusted, the account's id is the access key.
    fn credentials(&self, function: &FunctionVersion) -> [String; 3] {
        let account = &function.scope.account;
        let role = function.role.rsplit('/').next().unwrap_or_default();
        let session = Session {
            account: account.clone(),
            principal: SessionPrincipal::AssumedRole {
                role: role.to_owned(),
                session: function.name.clone(),
            },
            expires_s: None,
        };
        let (key, token) = self.keys.begin(&session, 0);
        let token = token.reveal().to_owned();
        match self.keys.verifies() {
            true => [key.id, key.secret.reveal().to_owned(), token],
            false => [account.to_string(), "ruststack".to_owned(), token],
        }
    }
}

/// Everything that does not depend on where the code lies: what the user set, then Lambda's own,
/// which win. `log_stream` is its name, `endpoint_url` is how the environment reaches this server.
pub(super) fn variables(
    function: &FunctionVersion,
    log_stream: String,
    server: &Server,
    endpoint_url: String,
    initialization: Initialization,
) -> Vec<(String, String)> {
    let region = function.scope.region.as_str();
    let version = &function.version;
    let [access_key, secret, token] = server.credentials(function);
    let mut own = vec![
        ("AWS_ACCESS_KEY_ID", access_key),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_SESSION_TOKEN", token),
        ("AWS_REGION", region.to_owned()),
        ("AWS_DEFAULT_REGION", region.to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", version.clone()),
        (
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            function.memory_mb.to_string(),
        ),
        (
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            initialization.as_str().to_owned(),
        ),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned()),
    ];
    // A snapshot has no log of its own (Developer Guide, "Monitoring for Lambda SnapStart").
    if initialization != Initialization::SnapStart {
        own.push(("AWS_LAMBDA_LOG_GROUP_NAME", function.log_group.clone()));
        own.push(("AWS_LAMBDA_LOG_STREAM_NAME", log_stream));
    }
    // An image's handler is part of its command, which its executor knows.
    if !function.code.is_image() {
        own.push(("_HANDLER", function.handler.clone()));
    }
    if let LogFormat::Json {
        application_level, ..
    } = &function.log_format
    {
        own.push(("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()));
        own.push(("AWS_LAMBDA_LOG_LEVEL", application_level.clone()));
    }
    if function.code.directory().is_some() {
        // Python tells bytecode from before by the second; and the folder is its author's.
        own.push(("PYTHONDONTWRITEBYTECODE", "1".to_owned()));
    }
    if !function.code.is_image() && !function.runtime.starts_with("provided") {
        let name = format!("AWS_Lambda_{}", function.runtime);
        own.push(("AWS_EXECUTION_ENV", name));
    }
    let defaults = [
        ("LANG", "en_US.UTF-8".to_owned()),
        ("LC_CTYPE", "C.UTF-8".to_owned()),
        ("TZ", ":UTC".to_owned()),
        // On AWS there is none; here it leads the SDKs to this server unless the user set another.
        ("AWS_ENDPOINT_URL", endpoint_url),
    ];
    let defaults = defaults
        .into_iter()
        .filter(|(name, _)| !function.environment.contains_key(*name));
    let mut variables: Vec<_> = function.environment.clone().into_iter().collect();
    variables.retain(|(name, _)| own.iter().all(|(reserved, _)| reserved != name));
    variables.extend(
        defaults
            .chain(own)
            .map(|(name, value)| (name.to_owned(), value)),
    );
    variables
}
