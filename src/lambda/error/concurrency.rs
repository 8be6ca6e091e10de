//! What Lambda says about reserved and provisioned concurrency.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, untyped, user};

/// Recorded answer, spaces included.
pub(crate) fn less_reserved_than_provisioned(reserved: u32, provisioned: u32) -> AwsError {
    untyped(format!(
        " ReservedConcurrentExecutions  {reserved} should not be lower than function's total \
         provisioned concurrency [{provisioned}]."
    ))
}

/// Recorded answer.
pub(crate) fn more_provisioned_than_reserved() -> AwsError {
    invalid_parameter(
        "Requested Provisioned Concurrency should not be greater than the \
         reservedConcurrentExecution for function",
    )
}

/// Recorded answer.
pub(crate) fn more_provisioned_than_unreserved(unreserved: u32) -> AwsError {
    untyped(format!(
        "Specified ConcurrentExecutions for function is greater than account's unreserved \
         concurrency [{unreserved}]."
    ))
}

/// Recorded answer.
pub(crate) fn too_much_provisioned(unreserved_min: u32) -> AwsError {
    untyped(format!(
        "Specified ConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [{unreserved_min}]."
    ))
}

/// Recorded answer of PutProvisionedConcurrencyConfig.
pub(crate) fn latest_not_provisionable() -> AwsError {
    invalid_parameter(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    )
}

/// Recorded answer of the operations on provisioned concurrency.
pub(crate) fn not_published() -> AwsError {
    invalid_parameter("The function resource provided must be an alias or a published version.")
}

/// Recorded answer.
pub(crate) fn no_provisioned_concurrency() -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
    )
}

/// Recorded answer.
pub(crate) fn alias_of_provisioned_version() -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned \
         version",
    )
}

/// Recorded answer.
pub(crate) fn version_of_provisioned_alias() -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        "Version is pointed by a Provisioned Concurrency alias",
    )
}

/// Recorded answer to a reservation that leaves too little to the other functions.
pub(crate) fn too_much_reserved(unreserved_min: u32) -> AwsError {
    invalid_parameter(format!(
        "Specified ReservedConcurrentExecutions for function decreases account's \
         UnreservedConcurrentExecution below its minimum value of [{unreserved_min}]."
    ))
}
