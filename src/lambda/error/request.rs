//! What Lambda says about requests that it cannot read, or has no operation for.

use http::StatusCode;

use crate::aws::body::BodyError;
use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// An operation of AWS's that RustStack does not have. AWS has no such answer: this one is for the
/// person who looks for the reason.
pub(crate) fn not_available(operation: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplementedException",
        format!("Lambda operation {operation} is not available in RustStack"),
    )
}

/// No operation has this method and path. Lambda's front answers so, without a message.
pub(crate) fn unknown_operation() -> AwsError {
    AwsError::without_message(StatusCode::NOT_FOUND, "UnknownOperationException")
}

/// The body is not JSON. AWS's shared deserializer sends no message (recorded from DynamoDB).
pub(crate) fn not_json() -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "SerializationException")
}

/// The body is JSON of another shape than the operation's.
pub(crate) fn wrong_type(message: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "SerializationException",
        message.to_owned(),
    )
}

/// A parameter of a feature that RustStack does not have: refused, never silently ignored.
pub(crate) fn parameter_not_available(parameter: &str) -> AwsError {
    invalid_parameter(format!("{parameter} is not available in RustStack"))
}

/// Recorded answer: 413, without a Type.
pub(crate) fn request_too_large(bytes_max: usize, operation: &str) -> AwsError {
    AwsError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLargeException",
        format!("Request must be smaller than {bytes_max} bytes for the {operation} operation"),
    )
}

/// The body ended early or could not be decoded on its way in.
pub(crate) fn body_unreadable(cause: BodyError) -> AwsError {
    not_json().with_cause(cause)
}

/// A Marker that no page of ours ended with. The words are ours.
pub(crate) fn bad_marker() -> AwsError {
    invalid_parameter("The Marker is not one that this operation has returned.")
}
