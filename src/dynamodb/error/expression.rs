//! Texts of errors in expressions and their placeholders.

use http::StatusCode;

use crate::aws::error::AwsError;

fn validation(message: String) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, "ValidationException", message)
}

/// "Expression names and aliases", and recorded answers in public suites.
pub(crate) fn unused(parameter: &'static str, placeholders: &[&str]) -> AwsError {
    validation(format!(
        "Value provided in {parameter} unused in expressions: keys: {{{}}}",
        placeholders.join(", ")
    ))
}

/// Recorded in public suites (dynalite).
pub(crate) fn empty_placeholders(parameter: &'static str) -> AwsError {
    validation(format!("{parameter} must not be empty"))
}

/// Recorded in public suites (dynalite).
pub(crate) fn malformed_placeholder(parameter: &'static str, placeholder: &str) -> AwsError {
    validation(format!(
        "{parameter} contains invalid key: Syntax error; key: \"{placeholder}\""
    ))
}

/// Recorded in public suites (dynalite, Parity Suite).
pub(crate) fn empty_expression(parameter: &'static str) -> AwsError {
    validation(format!(
        "Invalid {parameter}: The expression can not be empty;"
    ))
}
