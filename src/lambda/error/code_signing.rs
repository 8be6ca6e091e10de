//! What Lambda says about code signing.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found, user};

/// Recorded answer of the operations on configurations.
pub(crate) fn no_code_signing_config(arn: &str) -> AwsError {
    not_found(format!(
        "The Lambda code signing configuration {arn} can not be found."
    ))
}

/// Recorded answer of PutFunctionCodeSigningConfig.
pub(crate) fn code_signing_config_missing(arn: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "CodeSigningConfigNotFoundException",
        format!(
            "The code signing configuration cannot be found. Check that the provided configuration is \
             not deleted: {arn}."
        ),
    )
}

/// AWS's text, as users of infrastructure tools quote it.
pub(crate) fn code_not_verified(function: &str) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "CodeVerificationFailedException",
        format!(
            "Lambda cannot deploy the function. The function or layer might be signed using a \
             signature that the client is not configured to accept. Check the provided signature for \
             {function}."
        ),
    )
}

/// AWS does not sign images (Developer Guide, "Using code signing"); the words are ours.
pub(crate) fn images_not_signed() -> AwsError {
    invalid_parameter("Code signing is not supported for functions with the package type Image.")
}

/// The words are not recorded.
pub(crate) fn code_signing_in_use(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("The code signing configuration {arn} is used by functions and cannot be deleted."),
    )
}
