//! What Lambda says about the settings of a function.

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// AWS's text, as users report it.
pub(crate) fn reserved_variables(names: &[&str]) -> AwsError {
    invalid_parameter(format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided contains reserved keys that are currently not supported for \
         modification. Reserved keys used in this request: {}",
        names.join(", ")
    ))
}

/// Recorded answer.
pub(crate) fn environment_too_large(measured: &str) -> AwsError {
    invalid_parameter(format!(
        "Lambda was unable to configure your environment variables because the environment \
         variables you have provided exceeded the 4KB limit. String measured: {measured}"
    ))
}

/// AWS's text, as users report it.
pub(crate) fn runtime_and_handler_missing() -> AwsError {
    invalid_parameter(
        "Runtime and Handler are mandatory parameters for functions created with deployment \
         packages.",
    )
}

/// AWS's text, as users report it.
pub(crate) fn settings_for_packages() -> AwsError {
    invalid_parameter(
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is \
         Image.",
    )
}

/// In the manner of [`settings_for_packages`]; the text is not recorded.
pub(crate) fn image_config_without_image() -> AwsError {
    invalid_parameter(
        "Please don't provide ImageConfig when the intended function PackageType is Zip.",
    )
}

/// Log levels with the format `Text`, which has none. AWS's text, as another emulator quotes it.
pub(crate) fn levels_without_json() -> AwsError {
    invalid_parameter(
        "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from your \
         request or change the LogFormat to \"JSON\" and try again.",
    )
}

/// For a dead-letter queue that is neither a queue nor a topic; the text is not recorded.
pub(crate) fn bad_dead_letter_target(arn: &str) -> AwsError {
    invalid_parameter(format!("The provided dead letter target {arn} is invalid."))
}

/// AWS's text, as users and another emulator quote it, of a runtime or of `ContainerImage`.
pub(crate) fn no_snap_start_for(what: &str) -> AwsError {
    invalid_parameter(format!(
        "{what} is not supported for SnapStart enabled functions."
    ))
}

/// The limit is AWS's; the words are ours.
pub(crate) fn storage_too_large_for_snap_start() -> AwsError {
    invalid_parameter(
        "EphemeralStorage greater than 512 MB is not supported for SnapStart enabled functions.",
    )
}
