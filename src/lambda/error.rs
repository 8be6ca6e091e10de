//! Every error that Lambda answers, in AWS's own words, and how its bodies are spelled.

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::protocol::json;

/// An error of the caller, as most of Lambda's exceptions are: the body says `"Type":"User"`.
fn user(status: StatusCode, code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(status, code, message.into()).with_field("Type", "User")
}

/// Writes an error's body. Fields come before the message; its key is `Message` for some codes and
/// `message` for the others (recorded answers).
pub(super) fn body(error: &AwsError) -> String {
    let capital = matches!(
        error.code(),
        "ResourceNotFoundException"
            | "RequestEntityTooLargeException"
            | "RequestTooLargeException"
            | "SerializationException"
            | "AccessDeniedException"
            | "UnknownOperationException"
    );
    json::error_body_message_last(error, if capital { "Message" } else { "message" })
}

/// Recorded answer: `Function not found: arn:…:function:foo:42`.
pub(crate) fn function_not_found(arn: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Function not found: {arn}"),
    )
}

/// Recorded answer to a function ARN of another region.
pub(crate) fn other_region(theirs: &str, ours: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Functions from '{theirs}' are not reachable in this region ('{ours}')"),
    )
}

/// Recorded answer to a function ARN of another account: 403, and no message at all.
pub(crate) fn other_account() -> AwsError {
    AwsError::without_message(StatusCode::FORBIDDEN, "AccessDeniedException")
}

/// Recorded answer to `…:function:foo:1` with `Qualifier=2`.
pub(crate) fn qualifiers_differ() -> AwsError {
    invalid_parameter(
        "The derived qualifier from the function name does not match the specified qualifier.",
    )
}

/// The caller's value cannot be used; the text comes from a constructor below or from its check.
pub(crate) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidParameterValueException",
        message,
    )
}

/// Values outside the model's constraints: the texts of all of them, as recorded.
pub(crate) fn validation(violations: &[String]) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ValidationException",
        counted(violations),
    )
}

/// As [`validation`], under the code that Lambda's own checks use for the same text.
pub(crate) fn invalid_constraint(violation: String) -> AwsError {
    invalid_parameter(counted(&[violation]))
}

fn counted(violations: &[String]) -> String {
    let plural = if violations.len() == 1 { "" } else { "s" };
    format!(
        "{} validation error{plural} detected: {}",
        violations.len(),
        violations.join("; ")
    )
}

/// Recorded answer (sic).
pub(crate) fn function_exists(name: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("Function already exist: {name}"),
    )
}
