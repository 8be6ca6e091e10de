//! An account's concurrent executions, and what its functions have reserved of them.

use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

use super::error;
use super::functions::registry::Registry;
use super::name::FunctionName;

/// An account's concurrent executions (AWS docs, Lambda quotas).
pub(crate) const CONCURRENCY_MAX: u32 = 1000;
/// As many are left to functions that reserve none (recorded answer).
pub(crate) const UNRESERVED_MIN: u32 = 100;

/// What functions without a reservation share: provisioned concurrency is taken, too.
pub(crate) fn unreserved(registry: &Registry, scope: &Scope) -> u32 {
    let shelf = registry.shelf(scope);
    let reserved: u32 = shelf
        .values()
        .map(|function| {
            function
                .reserved_concurrency
                .unwrap_or(function.provisioned_total())
        })
        .sum();
    CONCURRENCY_MAX.saturating_sub(reserved)
}

/// The name of a function for a setting that its versions and aliases do not have.
///
/// Errors: InvalidParameterValueException for a qualifier, `$LATEST` included.
pub(crate) fn unqualified<'a>(name: &'a FunctionName, scope: &Scope) -> Result<&'a str, AwsError> {
    match name.settle(scope, None)? {
        None => Ok(&name.name),
        Some(_) => Err(error::version::version_not_changeable()),
    }
}
