//! What Lambda says about URLs of functions.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{not_found, user};

/// Recorded answer of the operations on function URLs.
pub(crate) fn no_function_for_url() -> AwsError {
    not_found("Function does not exist")
}

/// Recorded answer (two spaces, sic).
pub(crate) fn url_exists(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "Failed to create function url config for [functionArn = {arn}]. Error message:  \
             FunctionUrlConfig exists for this Lambda function"
        ),
    )
}
