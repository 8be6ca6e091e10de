//! What callers of functions are told when an event cannot run.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::user;

/// Seen in public logs of synchronous and asynchronous invocations: the body has only a `Message`.
pub(crate) fn payload_too_large(length: usize, invocation_type: &str, limit: usize) -> AwsError {
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

/// Recorded answer to one event more than a function's reserved concurrency.
pub(crate) fn reserved_concurrency_exhausted() -> AwsError {
    AwsError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "Rate Exceeded.",
    )
    .with_field(
        "Reason",
        "ReservedFunctionConcurrentInvocationLimitExceeded",
    )
    .with_field("Type", "User")
}

/// The text is the API model's: an event came back to its function too often.
pub(crate) fn recursive_invocation() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "RecursiveInvocationException",
        "Lambda has detected your function being invoked in a recursive loop with other Amazon Web \
         Services resources and stopped your function's invocation.",
    )
}

/// The text is the API model's: code that runs when a snapshot is restored has failed.
pub(crate) fn snap_start() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "SnapStartException",
        "The afterRestore() runtime hook encountered an error. For more information, check the Amazon \
         CloudWatch logs.",
    )
}

/// Developer Guide, "Troubleshooting SnapStart errors for Lambda functions".
pub(crate) fn snap_start_timeout() -> AwsError {
    user(
        StatusCode::REQUEST_TIMEOUT,
        "SnapStartTimeoutException",
        "Lambda couldn't restore the snapshot within the timeout limit.",
    )
}

/// Seen in public reports, of other states: a version cannot run events.
pub(crate) fn in_state(state: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "The operation cannot be performed at this time. The function is currently in the following \
             state: {state}"
        ),
    )
}

/// Whether an event is stopped because it came back too often.
pub(crate) fn is_recursion(error: &AwsError) -> bool {
    error.code() == "RecursiveInvocationException"
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
