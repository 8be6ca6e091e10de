//! PauseDurableExecution, ResumeDurableExecution and DeleteDurableExecution on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::member;
use crate::aws::constraint::Violations;
use crate::aws::error::AwsError;
use crate::lambda::durable::asked::Asked;

const CLIENT_TOKEN_PATTERN: &str = r"[\x21-\x7E]+";
const REASON_CHARACTERS_MAX: usize = 1024;

/// PauseDurableExecution's request but the ARN in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PauseInput {
    #[serde(deserialize_with = "member::text")]
    client_token: Option<String>,
    #[serde(deserialize_with = "member::text")]
    reason: Option<String>,
    #[serde(deserialize_with = "member::maybe_boolean")]
    execution_timeout_paused: Option<bool>,
}

/// ResumeDurableExecution's request but the ARN in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ResumeInput {
    #[serde(deserialize_with = "member::text")]
    client_token: Option<String>,
    #[serde(deserialize_with = "member::text")]
    reason: Option<String>,
}

/// DeleteDurableExecution's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteOutput {
    pub(crate) deletion_request_timestamp: Value,
}

impl PauseInput {
    /// What is asked for, and its client token. Errors: ValidationException.
    pub(crate) fn accept(self) -> Result<(Asked, Option<String>), AwsError> {
        let reason = self.reason;
        check(self.client_token.as_deref(), reason.as_deref())?;
        let holds_timeout = self.execution_timeout_paused.unwrap_or(true);
        let asked = Asked::Pause {
            reason,
            holds_timeout,
        };
        Ok((asked, self.client_token))
    }
}

impl ResumeInput {
    /// What is asked for, and its client token. Errors: ValidationException.
    pub(crate) fn accept(self) -> Result<(Asked, Option<String>), AwsError> {
        let reason = self.reason;
        check(self.client_token.as_deref(), reason.as_deref())?;
        Ok((Asked::Resume { reason }, self.client_token))
    }
}

/// Errors: ValidationException.
fn check(client_token: Option<&str>, reason: Option<&str>) -> Result<(), AwsError> {
    let mut violations = Violations::default();
    if let Some(token) = client_token {
        violations.length("clientToken", token, 1, 64);
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            violations.pattern("clientToken", token, CLIENT_TOKEN_PATTERN);
        }
    }
    if let Some(reason) = reason {
        violations.length("reason", reason, 0, REASON_CHARACTERS_MAX);
    }
    violations.finish(Some(()))
}
