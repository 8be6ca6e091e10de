//! What Lambda says about aliases.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found, user};

/// Recorded answer.
pub(crate) fn alias_exists(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("Alias already exists: {arn}"),
    )
}

/// Recorded answer of GetAlias and of settings for an alias that is not there.
pub(crate) fn alias_not_found(arn: &str) -> AwsError {
    not_found(format!("Cannot find alias arn: {arn}"))
}

/// Recorded answer of UpdateAlias.
pub(crate) fn alias_not_updatable(arn: &str) -> AwsError {
    not_found(format!("Alias not found: {arn}"))
}

/// Recorded answer.
pub(crate) fn too_many_weights() -> AwsError {
    invalid_parameter("Number of items in AdditionalVersionWeights cannot be greater than 1")
}

/// Recorded answer to an alias whose two versions are one.
pub(crate) fn version_in_routing(version: &str) -> AwsError {
    invalid_parameter(format!(
        "Invalid function version {version}. Function version {version} is already included in \
         routing configuration."
    ))
}

/// Recorded answer: without a Type.
pub(crate) fn latest_in_routing() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidParameterValueException",
        "$LATEST is not supported for an alias pointing to more than 1 version",
    )
}
