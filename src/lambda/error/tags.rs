//! What Lambda says about tags.

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// Recorded answer to TagResource without a tag.
pub(crate) fn not_processed() -> AwsError {
    invalid_parameter("An error occurred and the request cannot be processed.")
}

/// Recorded answer to tags for a version or an alias.
pub(crate) fn qualifier_not_taggable() -> AwsError {
    invalid_parameter(
        "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    )
}

/// Recorded answer to more than 50 tags.
pub(crate) fn too_many_tags() -> AwsError {
    invalid_parameter("Number of tags exceeds resource tag limit.")
}
