//! Errors about buckets: their names, versioning, logging, replication, websites, and configurations that
//! have ids; sources as in `error.rs`.

use http::{HeaderValue, StatusCode, header};

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

/// Recorded.
pub(in crate::s3) fn no_such_bucket(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchBucket",
        "The specified bucket does not exist",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(in crate::s3) fn invalid_bucket_name(bucket: &str) -> AwsError {
    bad_request("InvalidBucketName", "The specified bucket is not valid.")
        .with_field("BucketName", bucket)
}

/// Recorded.
pub(in crate::s3) fn bucket_not_empty(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
    )
    .with_field("BucketName", bucket)
}

/// Recorded, for a bucket that keeps versions.
pub(in crate::s3) fn bucket_with_versions_not_empty(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(in crate::s3) fn illegal_versioning_configuration() -> AwsError {
    bad_request(
        "IllegalVersioningConfigurationException",
        "The Versioning element must be specified",
    )
}

/// Recorded.
pub(in crate::s3) fn bucket_already_owned_by_you(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded.
pub(in crate::s3) fn bucket_already_exists(bucket: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users \
         of the system. Please select a different name and try again.",
    )
    .with_field("BucketName", bucket)
}

/// Recorded; `unspecified` stands for a constraint that is missing.
pub(in crate::s3) fn illegal_location_constraint(constraint: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "IllegalLocationConstraintException",
        format!(
            "The {constraint} location constraint is incompatible for the region specific endpoint this request was sent to."
        ),
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_location_constraint(constraint: &str) -> AwsError {
    bad_request(
        "InvalidLocationConstraint",
        "The specified location-constraint is not valid",
    )
    .with_field("LocationConstraint", constraint)
}

fn missing(code: &'static str, message: &'static str) -> AwsError {
    AwsError::new(StatusCode::NOT_FOUND, code, message)
}

/// Recorded, with the bucket's name.
pub(in crate::s3) fn no_such_website(bucket: &str) -> AwsError {
    missing(
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
    )
    .with_field("BucketName", bucket)
}

/// AWS's answer on a website endpoint to a folder without its slash: a page, not an error.
pub(in crate::s3) fn found_with_slash(location: &str) -> AwsError {
    let found = AwsError::new(StatusCode::FOUND, "Found", "Resource Found");
    match HeaderValue::from_str(location) {
        Ok(location) => found.with_header(header::LOCATION, location),
        Err(_) => found,
    }
}

/// Recorded, with the bucket's name.
pub(in crate::s3) fn no_such_replication(bucket: &str) -> AwsError {
    missing(
        "ReplicationConfigurationNotFoundError",
        "The replication configuration was not found",
    )
    .with_field("BucketName", bucket)
}

/// Recorded, for all configurations that have ids.
pub(in crate::s3) fn no_such_configuration() -> AwsError {
    missing(
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
}

/// Docs (API_PutBucketMetricsConfiguration and the others).
pub(in crate::s3) fn too_many_configurations() -> AwsError {
    bad_request(
        "TooManyConfigurations",
        "You are attempting to create a new configuration but have already reached the \
         1,000-configuration limit.",
    )
}

/// AWS's text for a request that names no configuration.
pub(in crate::s3) fn invalid_configuration_id() -> AwsError {
    bad_request(
        "InvalidConfigurationId",
        "The specified configuration id is invalid.",
    )
}

/// Recorded for inventories.
pub(in crate::s3) fn id_mismatch() -> AwsError {
    bad_request(
        "IdMismatch",
        "Document ID does not match the specified configuration ID.",
    )
}

/// AWS's texts for an intelligent tiering configuration's own id.
pub(in crate::s3) fn invalid_config_id(message: &'static str) -> AwsError {
    bad_request("InvalidConfigId", message)
}

/// AWS's text.
pub(in crate::s3) fn too_few_tiering_days(tier: &str, days_min: u32, days: &str) -> AwsError {
    let message = format!("Days specified in {tier} tier should not be less than {days_min}");
    invalid_argument(message, "Days", days)
}

/// API_Tiering, "Valid Range"; the text is made after the one for too few.
pub(in crate::s3) fn too_many_tiering_days(tier: &str, days_max: u32, days: &str) -> AwsError {
    let message = format!("Days specified in {tier} tier should not be more than {days_max}");
    invalid_argument(message, "Days", days)
}

/// AWS's text for an analytics configuration without one.
pub(in crate::s3) fn missing_storage_class_analysis() -> AwsError {
    bad_request(
        "MissingStorageClassAnalysis",
        "Storage Class Analysis cannot be null.",
    )
}

/// Recorded for inventories.
pub(in crate::s3) fn invalid_destination_arn() -> AwsError {
    bad_request("InvalidS3DestinationBucket", "Invalid bucket ARN.")
}

/// Recorded.
pub(in crate::s3) fn no_such_log_target(target: &str) -> AwsError {
    log_target("The target bucket for logging does not exist", target)
}

/// AWS's text.
pub(in crate::s3) fn log_target_of_another(target: &str) -> AwsError {
    log_target(
        "The owner for the bucket to be logged and the target bucket must be the same.",
        target,
    )
}

fn log_target(message: &'static str, target: &str) -> AwsError {
    bad_request("InvalidTargetBucketForLogging", message).with_field("TargetBucket", target)
}

/// AWS's text, space and spelling included.
pub(in crate::s3) fn log_target_elsewhere(region: &str) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "CrossLocationLoggingProhibitted",
        "Cross S3 location logging not allowed. ",
    )
    .with_field("TargetBucketLocation", region)
}

/// AWS's text (user guide, "Troubleshoot server access logging").
pub(in crate::s3) fn log_grants_not_supported() -> AwsError {
    bad_request(
        "AccessControlListNotSupported",
        "Target grants not allowed for bucket owner enforced buckets",
    )
}

/// AWS's texts for an element that one version of the schema needs and the other does not know.
pub(in crate::s3) fn replication_schema(element: &str, verb: &str) -> AwsError {
    invalid_request(format!(
        "{element} {verb} for this version of Cross Region Replication configuration schema. \
         Please refer to S3 Developer Guide for more information."
    ))
}

/// AWS's text, the sibling of Object Lock's recorded one.
pub(in crate::s3) fn replication_needs_versioning() -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "InvalidBucketState",
        "A replication configuration is present on this bucket, so the versioning state cannot be \
         changed.",
    )
}

/// AWS's text.
pub(in crate::s3) fn invalid_replication_destination(arn: &str) -> AwsError {
    invalid_argument("Invalid bucket ARN.", "Bucket", arn)
}
