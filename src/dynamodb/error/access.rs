//! What AWS says to whom may not do something.
//!
//! Source: recorded answers (public suites, 2024 to 2026); IAM User Guide, "Troubleshoot access denied
//! error messages".

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::identity::AccountId;

use super::wording::validation;

fn denied(message: String) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "AccessDeniedException", message)
}

/// Who asks, and for what: the beginning of both texts.
fn not_authorized(account: &AccountId, action: &str, resource: &str) -> String {
    format!(
        "User: arn:aws:iam::{account}:root is not authorized to perform: dynamodb:{action} on \
         resource: {resource}"
    )
}

/// Another account, which no policy lets in.
pub(crate) fn not_allowed(account: &AccountId, action: &str, resource: &str) -> AwsError {
    let who = not_authorized(account, action, resource);
    denied(format!(
        "{who} because no resource-based policy allows the dynamodb:{action} action"
    ))
}

pub(crate) fn explicit_deny(account: &AccountId, action: &str, resource: &str) -> AwsError {
    let who = not_authorized(account, action, resource);
    denied(format!(
        "{who} with an explicit deny in a resource-based policy"
    ))
}

/// A table of another account that is not there.
pub(crate) fn is_denied() -> AwsError {
    denied("Access is denied".to_owned())
}

pub(crate) fn region_of_elsewhere(arn: &str) -> AwsError {
    validation(format!(
        "1 validation error detected: Invalid AWS region in '{arn}'"
    ))
}
