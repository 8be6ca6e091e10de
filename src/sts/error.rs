//! Every error that STS answers, in AWS's own words.

use http::StatusCode;

use crate::aws::error::AwsError;

/// 400 (recorded by users of AssumeRole): an ARN that is no role's.
pub(super) fn invalid_arn(arn: &str) -> AwsError {
    validation(format!("{arn} is invalid"))
}

/// 400 (IAM guide, "Role chaining").
pub(super) fn chained_too_long() -> AwsError {
    validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining"
            .to_owned(),
    )
}

/// 403: sessions begin no session but that of a role (API reference of both operations).
pub(super) fn asked_by_session(operation: &str) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        format!("Cannot call {operation} with session credentials"),
    )
}

/// 400: a session policy that is no JSON document.
pub(super) fn malformed_policy() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "MalformedPolicyDocument",
        "The policy is not in the valid JSON format.",
    )
}

fn validation(message: String) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "ValidationError", message)
}
