//! What Lambda says about functions whose tenants are isolated.

use crate::aws::error::AwsError;

use super::wording::invalid_parameter;

/// AWS's text, as users report it of Invoke.
pub(crate) fn tenant_missing() -> AwsError {
    invalid_parameter(
        "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your \
         request and try again.",
    )
}

/// In the manner of [`tenant_missing`]; the text is not recorded.
pub(crate) fn tenant_unexpected() -> AwsError {
    invalid_parameter(
        "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from \
         your request and try again.",
    )
}

/// Developer Guide, "Tenant isolation", names what does not go together; the text is not recorded.
pub(crate) fn not_with(what: &str) -> AwsError {
    invalid_parameter(format!(
        "{what} is not supported for functions with tenancy configuration."
    ))
}
