//! What Lambda says about settings for asynchronous events.

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found};

/// Recorded answer.
pub(crate) fn no_event_invoke_config(arn: &str) -> AwsError {
    not_found(format!(
        "The function {arn} doesn't have an EventInvokeConfig"
    ))
}

/// AWS's text for an event invoke configuration of a function that is not there.
pub(crate) fn function_does_not_exist(arn: &str) -> AwsError {
    not_found(format!("The function {arn} doesn't exist."))
}

/// AWS's text, as users of infrastructure tools quote it.
pub(crate) fn own_destination() -> AwsError {
    invalid_parameter("You can't specify the function as a destination for itself.")
}

/// The text that users of infrastructure tools quote.
pub(crate) fn bad_destination(arn: &str) -> AwsError {
    invalid_parameter(format!("The destination ARN {arn} is invalid."))
}

/// AWS's text for an event invoke configuration that says nothing.
pub(crate) fn no_event_invoke_setting() -> AwsError {
    invalid_parameter("You must specify at least one of error handling or destination setting.")
}
