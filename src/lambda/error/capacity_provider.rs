//! What Lambda says about capacity providers.

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found};

/// The text is not recorded.
pub(crate) fn no_capacity_provider(arn: &str) -> AwsError {
    not_found(format!("Capacity provider not found: {arn}"))
}

/// A scaling configuration for a function without a capacity provider. The text is not recorded.
pub(crate) fn no_managed_instances() -> AwsError {
    invalid_parameter(
        "Function scaling configuration is supported only for functions with a capacity provider \
         configuration.",
    )
}
