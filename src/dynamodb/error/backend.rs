//! What a client hears when the DynamoDB behind the proxy does not answer.

use http::StatusCode;

use crate::aws::body::BodyError;
use crate::aws::error::AwsError;

/// AWS's InternalServerError is what SDKs try again on; the message is ours, for there is no AWS to blame.
fn internal(message: String) -> AwsError {
    AwsError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalServerError",
        message,
    )
}

pub(crate) fn unreachable(name: &str) -> AwsError {
    internal(format!(
        "The DynamoDB backend {name} does not answer. See RustStack's log, and RUSTSTACK_DYNAMODB_BACKEND."
    ))
}

pub(crate) fn broke_off(name: &str, cause: BodyError) -> AwsError {
    internal(format!(
        "The DynamoDB backend {name} broke off while it answered."
    ))
    .with_cause(cause)
}

pub(crate) fn too_slow(name: &str, seconds: u64) -> AwsError {
    internal(format!(
        "The DynamoDB backend {name} did not answer within {seconds} seconds."
    ))
}
