//! Errors of directory buckets. "Measured" means that users of AWS show the answer; the other texts
//! follow its pattern.

use http::StatusCode;

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

fn unsupported(what: &str) -> AwsError {
    let message = format!("This bucket does not support {what}");
    AwsError::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", message)
}

/// Measured.
pub(in crate::s3) fn no_versions() -> AwsError {
    unsupported("Object Versioning")
}

/// Measured.
pub(in crate::s3) fn no_content_md5() -> AwsError {
    unsupported("Content Md5 header.")
}

/// Measured, for the configurations that directories do not have: the regional endpoint takes every
/// PUT for CreateBucket.
pub(in crate::s3) fn not_a_new_bucket(root: &str) -> AwsError {
    bad_request(
        "InvalidArgument",
        format!("{root} is not valid, expected CreateBucketConfiguration"),
    )
}

/// Measured.
pub(in crate::s3) fn prefix_without_delimiter() -> AwsError {
    invalid_request(
        "This bucket does not support a prefix that does not end in a delimiter. Specify a prefix path \
         ending with a delimiter and try again.",
    )
}

/// After the pattern of the one about prefixes.
pub(in crate::s3) fn other_delimiter() -> AwsError {
    invalid_request(
        "This bucket does not support a delimiter other than '/'. Specify '/' as the delimiter and try \
         again.",
    )
}

/// API_ListObjectsV2, StartAfter: no directory has it.
pub(in crate::s3) fn no_start_after() -> AwsError {
    unsupported("the start-after parameter")
}

/// API_CompleteMultipartUpload, PartNumber: the parts of a directory's upload begin with 1 and leave
/// none out.
pub(in crate::s3) fn parts_with_gaps() -> AwsError {
    invalid_request("This bucket does not support part numbers that are not consecutive from 1.")
}

/// User guide, "Renaming objects in directory buckets".
pub(in crate::s3) fn rename_of_directory() -> AwsError {
    invalid_request("This operation does not support keys that end in a delimiter.")
}

pub(in crate::s3) fn rename_without_source() -> AwsError {
    let name = "x-amz-rename-source";
    invalid_argument("Rename source must name an object key", name, "")
}

/// API_RenameObject, x-amz-client-token: up to 64 visible ASCII characters.
pub(in crate::s3) fn invalid_client_token(token: &str) -> AwsError {
    let name = "x-amz-client-token";
    invalid_argument("Invalid client token specified", name, token)
}

/// API_RenameObject, "Errors".
pub(in crate::s3) fn idempotency_mismatch() -> AwsError {
    bad_request(
        "IdempotencyParameterMismatch",
        "Parameters on this idempotent request are inconsistent with parameters used in previous \
         request(s).",
    )
}

/// API_CreateSession, x-amz-create-session-mode.
pub(in crate::s3) fn invalid_session_mode(mode: &str) -> AwsError {
    let name = "x-amz-create-session-mode";
    invalid_argument("Invalid session mode specified", name, mode)
}

/// Docs.
pub(in crate::s3) fn session_has_expired(token: &str) -> AwsError {
    bad_request("ExpiredToken", "The provided token has expired.").with_field("Token-0", token)
}
