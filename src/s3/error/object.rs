//! Errors about an object's tags, attributes, storage class and redirect, letter for letter; sources as in
//! `error.rs`.

use http::StatusCode;

use super::bad_request;
use crate::aws::error::AwsError;

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
