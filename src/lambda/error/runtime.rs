//! What Lambda says about runtimes and their versions.

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// The text is not recorded.
pub(crate) fn runtime_version_missing() -> AwsError {
    invalid_parameter("RuntimeVersionArn is required when UpdateRuntimeOn is Manual.")
}

/// The text is not recorded.
pub(crate) fn runtime_version_not_manual() -> AwsError {
    invalid_parameter("RuntimeVersionArn can only be provided when UpdateRuntimeOn is Manual.")
}

/// The text is not recorded.
pub(crate) fn alias_without_runtime() -> AwsError {
    invalid_parameter("Runtime management is not supported for aliases.")
}

/// Recorded answer.
pub(crate) fn runtime_ended(runtime: &str) -> AwsError {
    invalid_parameter(format!(
        "The runtime parameter of {runtime} is no longer supported for creating or updating AWS \
         Lambda functions. We recommend you use a supported runtime while creating or updating \
         functions."
    ))
}

/// Recorded answer: the constraint's text without quotes around the value and without a count.
pub(crate) fn unknown_runtime(runtime: &str, known: &[&str]) -> AwsError {
    invalid_parameter(format!(
        "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value \
         set: [{}] or be a valid ARN",
        known.join(", ")
    ))
}
