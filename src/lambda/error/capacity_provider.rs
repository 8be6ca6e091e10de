//! What Lambda says about capacity providers.

use crate::aws::error::AwsError;

use super::wording::not_found;

/// The text is not recorded.
pub(crate) fn no_capacity_provider(arn: &str) -> AwsError {
    not_found(format!("Capacity provider not found: {arn}"))
}
