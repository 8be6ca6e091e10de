//! What AWS says about global tables of version 2017.11.29.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026).

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

pub(crate) fn not_supported() -> AwsError {
    invalid_parameter(
        "DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB \
         global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).",
    )
}

fn no_such_table(message: String) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "GlobalTableNotFoundException",
        message,
    )
}

pub(crate) fn not_found(name: &str) -> AwsError {
    no_such_table(format!(
        "Global table not found: Global table with name: '{name}' does not exist."
    ))
}

/// The words of their settings.
pub(crate) fn settings_not_found(name: &str) -> AwsError {
    no_such_table(format!("Global table with name: '{name}' does not exist."))
}
