//! Errors of listings' parameters, letter for letter; sources as in `error.rs`.

use super::{bad_request, invalid_argument};
use crate::aws::error::AwsError;

/// Recorded.
pub(in crate::s3) fn invalid_encoding_type(value: &str) -> AwsError {
    invalid_argument(
        "Invalid Encoding Method specified in Request",
        "encoding-type",
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_continuation_token() -> AwsError {
    bad_request(
        "InvalidArgument",
        "The continuation token provided is incorrect",
    )
    .with_field("ArgumentName", "continuation-token")
}

/// ceph/s3-tests (`max-keys=blah`), and AWS's text for it.
pub(in crate::s3) fn not_an_integer(name: &str, value: &str) -> AwsError {
    invalid_argument(
        format!("Provided {name} not an integer or within integer range"),
        name,
        value,
    )
}

/// AWS's text for a number outside its range.
pub(in crate::s3) fn out_of_range(name: &str, min: i32, max: i32, value: &str) -> AwsError {
    invalid_argument(
        format!("Argument {name} must be an integer between {min} and {max}"),
        name,
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn version_id_marker_alone(value: &str) -> AwsError {
    invalid_argument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_version_id_marker(value: &str) -> AwsError {
    invalid_argument("Invalid version id specified", "version-id-marker", value)
}
