//! What AWS says about time to live.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026).

use crate::aws::error::AwsError;

use super::wording::validation;

pub(crate) fn already_enabled() -> AwsError {
    validation("TimeToLive is already enabled")
}

pub(crate) fn already_disabled() -> AwsError {
    validation("TimeToLive is already disabled")
}

pub(crate) fn on_another_attribute(current: &str) -> AwsError {
    validation(format!(
        "TimeToLive is active on a different AttributeName: current AttributeName is {current}"
    ))
}

pub(crate) fn changed_too_often() -> AwsError {
    validation("Time to live has been modified multiple times within a fixed interval")
}
