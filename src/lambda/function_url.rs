//! What the operations on function URLs share: whose URL it is, the model's checks, and its address.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

use super::functions::function::Function;
use super::functions::function_url::{AuthType, Cors, InvokeMode};
use super::functions::registry::function_arn;
use super::name::{FunctionName, Rule};
use super::wire::function_url::{CorsInput, FunctionUrlInput};
use crate::aws::constraint::Violations;

const QUALIFIER_PATTERN: &str = r"((?!^\d+$)^[0-9a-zA-Z-_]+$)";
/// Names under which this server is found by whoever has it on its own machine; what stands before
/// them leads there too.
const LOCAL: [&str; 2] = ["localhost", "localhost.localstack.cloud"];

/// A checked request: whose URL, and what it is to be. `None` leaves a setting as it is.
#[derive(Debug)]
pub(crate) struct UrlRequest {
    pub(crate) name: FunctionName,
    qualifier: Option<String>,
    pub(crate) auth_type: Option<AuthType>,
    pub(crate) cors: Option<Cors>,
    pub(crate) invoke_mode: Option<InvokeMode>,
}

impl UrlRequest {
    /// Errors: ValidationException with all that is wrong, the qualifier first (recorded).
    pub(crate) fn parse(
        name: &str,
        qualifier: Option<&str>,
        input: FunctionUrlInput,
        needs_auth_type: bool,
    ) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        if let Some(qualifier) = qualifier {
            check_qualifier(qualifier, &mut violations);
        }
        let name = FunctionName::check(name, Rule::Plain, &mut violations);
        let auth_type = input.auth_type.as_deref();
        if auth_type.is_none() && needs_auth_type {
            violations.missing("authType");
        }
        let auth_type = auth_type.and_then(|text| {
            let known = AuthType::parse(text);
            if known.is_none() {
                violations.one_of("authType", text, &["NONE", "AWS_IAM"]);
            }
            known
        });
        let invoke_mode = input.invoke_mode.and_then(|text| {
            let known = InvokeMode::parse(&text);
            if known.is_none() {
                let modes = ["RESPONSE_STREAM", "BUFFERED"];
                violations.one_of("invokeMode", &text, &modes);
            }
            known
        });
        if let Some(cors) = &input.cors {
            check_cors(cors, &mut violations);
        }
        Ok(Self {
            name: violations.finish(name)?,
            qualifier: qualifier.map(str::to_owned),
            auth_type,
            cors: input.cors.map(accept_cors),
            invoke_mode,
        })
    }

    /// The alias that the URL is for; empty for the function itself.
    ///
    /// Errors: those of [`FunctionName::settle`].
    pub(crate) fn alias(&self, scope: &Scope) -> Result<&str, AwsError> {
        let qualifier = self.name.settle(scope, self.qualifier.as_deref())?;
        Ok(qualifier.unwrap_or_default())
    }
}

/// Whether a URL may be made for this alias, or for the function itself.
pub(crate) fn has_alias(function: &Function, alias: &str) -> bool {
    alias.is_empty() || function.aliases.contains_key(alias)
}

/// The ARN of the function or of its alias.
pub(crate) fn arn(scope: &Scope, name: &str, alias: &str) -> String {
    function_arn(scope, name, (!alias.is_empty()).then_some(alias))
}

/// Where whoever asks reaches a URL: at a host of its own on the machine that runs this server,
/// elsewhere by a path, because no other name has names below it.
pub(crate) fn address(context: &RequestContext, scope: &Scope, id: &str) -> String {
    let (host, base_path) = (context.host.as_str(), context.base_path.as_str());
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    };
    let loopback = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    let name = match loopback {
        Ok(address) if address.is_loopback() => "localhost",
        _ => name,
    };
    let below = |local: &&&str| {
        let before = name.strip_suffix(**local);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    // The longer one first: it ends with no other.
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    match LOCAL.iter().find(below) {
        Some(local) => {
            let region = &scope.region;
            format!("http://{id}.lambda-url.{region}.{local}{port}{base_path}/")
        }
        None => format!("http://{name}{port}{base_path}/_ruststack/lambda-url/{id}/"),
    }
}

fn check_qualifier(text: &str, violations: &mut Violations) {
    violations.length("qualifier", text, 1, 128);
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    if number || !text.bytes().all(word) {
        violations.pattern("qualifier", text, QUALIFIER_PATTERN);
    }
}

fn check_cors(cors: &CorsInput, violations: &mut Violations) {
    let lists = [
        ("cors.allowHeaders", &cors.allow_headers, 100, 0, 1024),
        ("cors.allowMethods", &cors.allow_methods, 6, 0, 6),
        ("cors.allowOrigins", &cors.allow_origins, 100, 1, 253),
        ("cors.exposeHeaders", &cors.expose_headers, 100, 0, 1024),
    ];
    for (member, list, items_max, min, max) in lists {
        let Some(list) = list else { continue };
        let written = format!("[{}]", list.join(", "));
        if list.len() > items_max {
            let constraint = format!("Member must have length less than or equal to {items_max}");
            violations.note(member, &written, &constraint);
        }
        let fits = |item: &String| (min..=max).contains(&item.chars().count());
        if !list.iter().all(fits) {
            let constraint = format!(
                "Member must satisfy constraint: [Member must have length less than or equal to \
                 {max}, Member must have length greater than or equal to {min}, Member must \
                 satisfy regular expression pattern: .*, Member must not be null]"
            );
            violations.note(member, &written, &constraint);
        }
    }
    if let Some(max_age) = cors.max_age {
        violations.range("cors.maxAge", max_age, 0, 86_400);
    }
}

fn accept_cors(input: CorsInput) -> Cors {
    Cors {
        allow_credentials: input.allow_credentials,
        allow_headers: input.allow_headers,
        allow_methods: input.allow_methods,
        allow_origins: input.allow_origins,
        expose_headers: input.expose_headers,
        max_age_s: input.max_age.and_then(|age| u32::try_from(age).ok()),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::aws::identity::{AccountId, Caller, Region, Signing};

    #[test]
    fn a_url_has_a_host_where_names_below_the_servers_lead_to_it_and_a_path_elsewhere() {
        let scope = Scope {
            account: AccountId::default(),
            region: Region::parse("eu-west-1").unwrap(),
        };
        for (host, expected) in [
            (
                "localhost:4566",
                "http://ID.lambda-url.eu-west-1.localhost:4566/",
            ),
            (
                "127.0.0.1:80",
                "http://ID.lambda-url.eu-west-1.localhost:80/",
            ),
            (
                "[::1]:4566",
                "http://ID.lambda-url.eu-west-1.localhost:4566/",
            ),
            (
                "lambda.localhost",
                "http://ID.lambda-url.eu-west-1.localhost/",
            ),
            (
                "lambda.eu-west-1.localhost.localstack.cloud:4566",
                "http://ID.lambda-url.eu-west-1.localhost.localstack.cloud:4566/",
            ),
            (
                "ruststack:4566",
                "http://ruststack:4566/_ruststack/lambda-url/ID/",
            ),
            (
                "172.17.0.1:4566",
                "http://172.17.0.1:4566/_ruststack/lambda-url/ID/",
            ),
        ] {
            let context = RequestContext {
                request_id: String::new(),
                caller: Caller {
                    scope: scope.clone(),
                    signing: Signing::Header,
                    access_key: None,
                },
                host: host.to_owned(),
                base_path: String::new(),
                source_ip: Ipv4Addr::LOCALHOST.into(),
                trace_id: None,
            };
            assert_eq!(address(&context, &scope, "ID"), expected, "{host}");
        }
    }
}
