//! Errors of Object Lock, letter for letter. "Recorded" and "AWS's text" as in the room's own file.

use http::StatusCode;

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;
use crate::aws::time::{pacific, parse_iso};

/// InvalidArgument that names the argument alone.
fn wrong_argument(message: &'static str, name: &str) -> AwsError {
    bad_request("InvalidArgument", message).with_field("ArgumentName", name)
}

/// Recorded.
pub(in crate::s3) fn protected() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Access Denied because object protected by object lock.",
    )
}

/// Recorded, for retention and legal hold of an object.
pub(in crate::s3) fn bucket_does_not_lock() -> AwsError {
    invalid_request("Bucket is missing Object Lock Configuration")
}

/// AWS's text, for an object that is written with a lock: without the spaces.
pub(in crate::s3) fn bucket_does_not_lock_writes() -> AwsError {
    invalid_request("Bucket is missing ObjectLockConfiguration")
}

/// Recorded.
pub(in crate::s3) fn no_configuration(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
    )
    .with_field("BucketName", bucket)
}

/// Recorded, for an object that has no retention, or no legal hold.
pub(in crate::s3) fn object_is_not_locked() -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchObjectLockConfiguration",
        "The specified object does not have a ObjectLock configuration",
    )
}

/// Recorded.
pub(in crate::s3) fn versioning_is_not_enabled() -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "InvalidBucketState",
        "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    )
}

/// Recorded.
pub(in crate::s3) fn versioning_cannot_change() -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "InvalidBucketState",
        "An Object Lock configuration is present on this bucket, so the versioning state cannot be \
         changed.",
    )
}

/// AWS's text; `unit` is Days or Years.
pub(in crate::s3) fn period_is_not_positive(unit: &str) -> AwsError {
    wrong_argument(
        "Default retention period must be a positive integer value.",
        unit,
    )
}

/// AWS's text; `unit` is Days or Years.
pub(in crate::s3) fn period_is_too_large(unit: &str) -> AwsError {
    wrong_argument("Default retention period too large.", unit)
}

/// Recorded, with the header that is missing.
pub(in crate::s3) fn only_one_of_a_pair(missing: &str) -> AwsError {
    wrong_argument(
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
        missing,
    )
}

/// Recorded.
pub(in crate::s3) fn unknown_mode(value: &str) -> AwsError {
    invalid_argument(
        "Unknown wormMode directive.",
        "x-amz-object-lock-mode",
        value,
    )
}

/// AWS's text.
pub(in crate::s3) fn not_a_date(value: &str) -> AwsError {
    invalid_argument(
        "The retain until date must be provided in ISO 8601 format",
        "x-amz-object-lock-retain-until-date",
        value,
    )
}

/// Recorded: the date is shown as S3's own machines print it, in Seattle's time.
pub(in crate::s3) fn date_is_past(argument: &str, value: &str) -> AwsError {
    let shown = parse_iso(value).map(pacific);
    invalid_argument(
        "The retain until date must be in the future!",
        argument,
        shown.as_deref().unwrap_or(value),
    )
}

/// AWS's text.
pub(in crate::s3) fn invalid_legal_hold(value: &str) -> AwsError {
    invalid_argument(
        "Legal Hold must be either of 'ON' or 'OFF'",
        "x-amz-object-lock-legal-hold",
        value,
    )
}

/// AWS's text.
pub(in crate::s3) fn lock_without_signature() -> AwsError {
    invalid_argument(
        "Put Object requests with Object Lock parameters require AWS Signature Version 4",
        "Authorization",
        "null",
    )
}

/// AWS's text.
pub(in crate::s3) fn object_without_digest() -> AwsError {
    invalid_request(
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object \
         Lock parameters",
    )
}

/// AWS's text.
pub(in crate::s3) fn part_without_digest() -> AwsError {
    invalid_request(
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Part requests with Object \
         Lock parameters",
    )
}

/// Recorded.
pub(in crate::s3) fn bypass_on_plain_bucket() -> AwsError {
    wrong_argument(
        "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.",
        "x-amz-bypass-governance-retention",
    )
}
