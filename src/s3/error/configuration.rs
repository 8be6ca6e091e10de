//! Errors of bucket configurations. "Recorded" and "docs" as in the room's own file.

use std::borrow::Cow;

use http::StatusCode;

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

/// A configuration that a bucket does not have (recorded, with its name).
fn missing(code: &'static str, message: &'static str, bucket: &str) -> AwsError {
    AwsError::new(StatusCode::NOT_FOUND, code, message).with_field("BucketName", bucket)
}

/// Recorded.
pub(in crate::s3) fn no_such_tag_set(bucket: &str) -> AwsError {
    missing("NoSuchTagSet", "The TagSet does not exist", bucket)
}

/// Recorded.
pub(in crate::s3) fn no_such_cors(bucket: &str) -> AwsError {
    missing(
        "NoSuchCORSConfiguration",
        "The CORS configuration does not exist",
        bucket,
    )
}

/// Recorded.
pub(in crate::s3) fn no_such_public_access_block(bucket: &str) -> AwsError {
    missing(
        "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found",
        bucket,
    )
}

/// Recorded.
pub(in crate::s3) fn no_ownership_controls(bucket: &str) -> AwsError {
    missing(
        "OwnershipControlsNotFoundError",
        "The bucket ownership controls were not found",
        bucket,
    )
}

/// InvalidRequest with one of AWS's texts.
pub(in crate::s3) fn refused(message: impl Into<Cow<'static, str>>) -> AwsError {
    invalid_request(message)
}

/// Recorded, for the tags of a bucket that exists.
pub(in crate::s3) fn system_tag() -> AwsError {
    bad_request(
        "InvalidTag",
        "System tags cannot be added/updated by requester",
    )
}

/// Recorded, for the tags of a new bucket.
pub(in crate::s3) fn system_tag_on_new_bucket() -> AwsError {
    bad_request(
        "InvalidTag",
        "User-defined tag keys can't start with \"aws:\". This prefix is reserved for system tags. \
         Remove \"aws:\" from your tag keys and try again.",
    )
}

/// AWS's text.
pub(in crate::s3) fn too_many_bucket_tags() -> AwsError {
    bad_request("BadRequest", "Bucket tag count cannot be greater than 50")
}

/// Recorded; `resource` is BUCKET or OBJECT.
pub(in crate::s3) fn cors_refusal(
    message: &'static str,
    method: &str,
    resource: &'static str,
) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "AccessForbidden", message)
        .with_field("Method", method)
        .with_field("ResourceType", resource)
}

/// Recorded.
pub(in crate::s3) fn preflight_without_origin() -> AwsError {
    bad_request(
        "BadRequest",
        "Insufficient information. Origin request header needed.",
    )
}

/// AWS's text beside the recorded one for Origin.
pub(in crate::s3) fn preflight_without_method(value: Option<&str>) -> AwsError {
    let message = match value {
        None => "Invalid Access-Control-Request-Method: null".to_owned(),
        Some(value) => format!("Invalid Access-Control-Request-Method: {value}"),
    };
    AwsError::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

/// Recorded, without ArgumentValue.
pub(in crate::s3) fn kms_key_not_applicable() -> AwsError {
    bad_request(
        "InvalidArgument",
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or \
         aws:kms:dsse",
    )
    .with_field("ArgumentName", "ApplyServerSideEncryptionByDefault")
}

/// Recorded.
pub(in crate::s3) fn no_such_bucket_policy(bucket: &str) -> AwsError {
    missing(
        "NoSuchBucketPolicy",
        "The bucket policy does not exist",
        bucket,
    )
}

/// Recorded.
pub(in crate::s3) fn no_such_lifecycle(bucket: &str) -> AwsError {
    missing(
        "NoSuchLifecycleConfiguration",
        "The lifecycle configuration does not exist",
        bucket,
    )
}

/// InvalidArgument with one of AWS's texts; the argument is an element or a header.
pub(in crate::s3) fn argument(
    message: impl Into<Cow<'static, str>>,
    name: &str,
    value: &str,
) -> AwsError {
    invalid_argument(message, name, value)
}

/// Recorded: the first two texts; AWS's text for the others.
pub(in crate::s3) fn malformed_policy(message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "MalformedPolicy", message)
}

/// Docs ("Controlling ownership of objects").
pub(in crate::s3) fn acls_not_supported() -> AwsError {
    bad_request(
        "AccessControlListNotSupported",
        "The bucket does not allow ACLs",
    )
}

/// Recorded.
pub(in crate::s3) fn missing_acl_header() -> AwsError {
    bad_request(
        "MissingSecurityHeader",
        "Your request was missing a required header",
    )
    .with_field("MissingHeaderName", "x-amz-acl")
}
