//! The shapes that Lambda's errors share, and how their bodies are spelled.

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::protocol::json;

/// An error of the caller, as most of Lambda's exceptions are: the body says `"Type":"User"`.
pub(super) fn user(status: StatusCode, code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(status, code, message.into()).with_field("Type", "User")
}

/// Writes an error's body. Fields come before the message; its key is `Message` for some codes and
/// `message` for the others (recorded answers; the API model for code signing).
pub(crate) fn body(error: &AwsError) -> String {
    let capital = matches!(
        error.code(),
        "ResourceNotFoundException"
            | "RequestEntityTooLargeException"
            | "RequestTooLargeException"
            | "SerializationException"
            | "AccessDeniedException"
            | "CodeSigningConfigNotFoundException"
            | "CodeVerificationFailedException"
            | "RecursiveInvocationException"
            | "SnapStartException"
            | "SnapStartTimeoutException"
            | "CallbackTimeoutException"
            | "DurableExecutionAlreadyStartedException"
            | "UnknownOperationException"
    );
    json::error_body_message_last(error, if capital { "Message" } else { "message" })
}

/// Something else than a function is not there; the texts are those of the callers.
pub(super) fn not_found(message: impl Into<String>) -> AwsError {
    user(StatusCode::NOT_FOUND, "ResourceNotFoundException", message)
}

/// The caller's value cannot be used; the text comes from a named constructor or from its check.
pub(crate) fn invalid_parameter(message: impl Into<String>) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidParameterValueException",
        message,
    )
}

/// A refusal without a Type, as some of Lambda's are (recorded answers).
pub(super) fn untyped(message: String) -> AwsError {
    let code = "InvalidParameterValueException";
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}
