//! Errors about objects: their keys, versions, ranges and conditions, tags, attributes, storage class and
//! redirect, letter for letter; sources as in `error.rs`.

use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

/// Recorded.
pub(in crate::s3) fn no_such_key(key: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchKey",
        "The specified key does not exist.",
    )
    .with_field("Key", key)
}

/// Recorded.
pub(in crate::s3) fn key_too_long(bytes: usize, bytes_max: usize) -> AwsError {
    bad_request("KeyTooLongError", "Your key is too long")
        .with_field("Size", bytes.to_string())
        .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded, for a version id on a bucket without versions.
pub(in crate::s3) fn invalid_version_id(version_id: &str) -> AwsError {
    invalid_argument("Invalid version id specified", "versionId", version_id)
}

/// Recorded.
pub(in crate::s3) fn no_such_version(key: &str, version_id: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchVersion",
        "The specified version does not exist.",
    )
    .with_field("Key", key)
    .with_field("VersionId", version_id)
}

/// Recorded.
pub(in crate::s3) fn copy_from_delete_marker() -> AwsError {
    invalid_request(
        "The source of a copy request may not specifically refer to a delete marker by version id.",
    )
}

/// Recorded; the answer carries Content-Range too (RFC 9110).
pub(in crate::s3) fn invalid_range(requested: &str, size: u64) -> AwsError {
    let error = AwsError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "InvalidRange",
        "The requested range is not satisfiable",
    )
    .with_field("RangeRequested", requested)
    .with_field("ActualObjectSize", size.to_string());
    match HeaderValue::from_str(&format!("bytes */{size}")) {
        Ok(range) => error.with_header(header::CONTENT_RANGE, range),
        Err(_) => error,
    }
}

/// Recorded.
pub(in crate::s3) fn invalid_part_number(requested: i32, actual: usize) -> AwsError {
    AwsError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "InvalidPartNumber",
        "The requested partnumber is not satisfiable",
    )
    .with_field("PartNumberRequested", requested.to_string())
    .with_field("ActualPartCount", actual.to_string())
}

/// Recorded.
pub(in crate::s3) fn range_with_part_number() -> AwsError {
    invalid_request("Cannot specify both Range header and partNumber query parameter")
}

/// Recorded.
pub(in crate::s3) fn precondition_failed(condition: &str) -> AwsError {
    AwsError::new(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
    )
    .with_field("Condition", condition)
}

/// 304: headers, no body.
pub(in crate::s3) fn not_modified(
    headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> AwsError {
    let error = AwsError::without_message(StatusCode::NOT_MODIFIED, "NotModified");
    headers
        .into_iter()
        .fold(error, |error, (name, value)| error.with_header(name, value))
}

/// Recorded: the key was deleted while a conditional upload went on.
pub(in crate::s3) fn conditional_request_conflict(condition: &str, key: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
    )
    .with_field("Condition", condition)
    .with_field("Key", key)
}

/// Recorded.
pub(in crate::s3) fn invalid_tag_key(key: &str) -> AwsError {
    bad_request("InvalidTag", "The TagKey you have provided is invalid").with_field("TagKey", key)
}

/// Recorded.
pub(in crate::s3) fn invalid_tag_value(key: &str, value: &str) -> AwsError {
    bad_request("InvalidTag", "The TagValue you have provided is invalid")
        .with_field("TagKey", key)
        .with_field("TagValue", value)
}

/// Recorded.
pub(in crate::s3) fn duplicate_tag_key(key: &str) -> AwsError {
    bad_request(
        "InvalidTag",
        "Cannot provide multiple Tags with the same key",
    )
    .with_field("TagKey", key)
}

/// Recorded.
pub(in crate::s3) fn system_tag_key(key: &str) -> AwsError {
    bad_request("InvalidTag", "Your TagKey cannot be prefixed with aws:").with_field("TagKey", key)
}

/// User guide, "Categorizing your storage using tags"; AWS's text.
pub(in crate::s3) fn too_many_object_tags() -> AwsError {
    bad_request("BadRequest", "Object tags cannot be greater than 10")
}

/// Recorded.
pub(in crate::s3) fn invalid_tagging_header(value: &str) -> AwsError {
    bad_request(
        "InvalidArgument",
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters \
         without tag name duplicates.",
    )
    .with_field("ArgumentName", "x-amz-tagging")
    .with_field("ArgumentValue", value)
}

/// AWS's text for a directive that is neither COPY nor REPLACE.
pub(in crate::s3) fn unknown_tagging_directive(value: &str) -> AwsError {
    bad_request("InvalidArgument", "Unknown tagging directive.")
        .with_field("ArgumentName", "x-amz-tagging-directive")
        .with_field("ArgumentValue", value)
}

/// Docs.
pub(in crate::s3) fn invalid_redirect_location() -> AwsError {
    bad_request(
        "InvalidRedirectLocation",
        "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
    )
}

/// Recorded.
pub(in crate::s3) fn object_is_archived(storage_class: &str) -> AwsError {
    invalid_object_state(
        "The operation is not valid for the object's storage class",
        storage_class,
    )
}

/// As for a read; that the source of a copy answers the same is an inference, not a recording.
pub(in crate::s3) fn copy_source_is_archived(storage_class: &str) -> AwsError {
    invalid_object_state(
        "Operation is not valid for the source object's storage class",
        storage_class,
    )
}

/// AWS's text.
pub(in crate::s3) fn nothing_to_restore(storage_class: &str) -> AwsError {
    invalid_object_state(
        "Restore is not allowed for the object's current storage class",
        storage_class,
    )
}

/// AWS's text.
pub(in crate::s3) fn missing_object_attributes() -> AwsError {
    bad_request(
        "InvalidRequest",
        "The x-amz-object-attributes header specifying the attributes to be retrieved is either \
         missing or empty",
    )
}

/// AWS's text.
pub(in crate::s3) fn invalid_attribute_name(header: &'static str, name: &str) -> AwsError {
    bad_request("InvalidArgument", "Invalid attribute name specified.")
        .with_field("ArgumentName", header)
        .with_field("ArgumentValue", name)
}

fn invalid_object_state(message: &'static str, storage_class: &str) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "InvalidObjectState", message)
        .with_field("StorageClass", storage_class)
}
