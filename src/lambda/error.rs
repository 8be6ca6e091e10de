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

/// Seen in public logs of synchronous and asynchronous invocations: the body has only a `Message`.
pub(crate) fn payload_too_large(length: u64, invocation_type: &str, limit: usize) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestTooLargeException",
        format!(
            "{length} byte payload is too large for the {invocation_type} invocation type (limit {limit} bytes)"
        ),
    )
}

/// Recorded answer to a payload that is not JSON; `why` is the parser's own text.
pub(crate) fn payload_not_json(why: &str) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidRequestContentException",
        format!("Could not parse request body into json: Could not parse payload into json: {why}"),
    )
}

/// The client context is not base64 of a JSON object (Lambda API reference, Invoke).
pub(crate) fn client_context_unreadable() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "InvalidRequestContentException",
        "Client context must be a valid Base64-encoded JSON object.",
    )
}

/// Recorded answer to throttling, with the account's reason (Lambda API reference).
pub(crate) fn concurrency_exhausted() -> AwsError {
    AwsError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "Rate Exceeded.",
    )
    .with_field("Reason", "ConcurrentInvocationLimitExceeded")
    .with_field("Type", "User")
}

/// Nothing here can run the function's runtime (Lambda API reference: 502); the text is RustStack's.
pub(crate) fn invalid_runtime(why: String) -> AwsError {
    user(StatusCode::BAD_GATEWAY, "InvalidRuntimeException", why)
}

/// The package cannot be unpacked after all (Lambda API reference: 502); the text is RustStack's.
pub(crate) fn invalid_zip(why: String) -> AwsError {
    user(StatusCode::BAD_GATEWAY, "InvalidZipFileException", why)
}

/// An environment could not be started or went missing (Lambda API reference: 500).
pub(crate) fn service(why: impl Into<String>) -> AwsError {
    AwsError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "ServiceException",
        why.into(),
    )
    .with_field("Type", "Service")
}
