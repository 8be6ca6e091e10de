//! What Lambda says about the policies of functions.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, not_found, user};

/// Recorded answer of the operations on function URLs and policies, and ours for every resource of
/// a kind that RustStack does not have.
pub(crate) fn resource_not_found() -> AwsError {
    not_found("The resource you requested does not exist.")
}

/// Recorded answer.
pub(crate) fn no_policy_for_latest() -> AwsError {
    invalid_parameter("We currently do not support adding policies for $LATEST.")
}

/// Recorded answer.
pub(crate) fn invalid_principal() -> AwsError {
    invalid_parameter(
        "The provided principal was invalid. Please check the principal and try again.",
    )
}

/// Recorded answer.
pub(crate) fn statement_exists(sid: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "The statement id ({sid}) provided already exists. Please provide a new statement id, \
             or remove the existing statement."
        ),
    )
}

/// As users of AWS report it; `length` is what the policy would have, in bytes.
pub(crate) fn policy_too_long(length: usize, length_max: usize) -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "PolicyLengthExceededException",
        format!("The final policy size ({length}) is bigger than the limit ({length_max})."),
    )
}

/// Recorded answer.
pub(crate) fn statement_not_found(sid: &str) -> AwsError {
    not_found(format!("Statement {sid} is not found in resource policy."))
}

/// Recorded answer of RemovePermission for a function without a policy.
pub(crate) fn no_policy() -> AwsError {
    not_found("No policy is associated with the given resource.")
}

/// Recorded answer of RemovePermission for a function that is not there.
pub(crate) fn no_policy_of(arn: &str) -> AwsError {
    not_found(format!("No policy found for: {arn}"))
}

/// Recorded answer to a RevisionId that is not the policy's.
pub(crate) fn policy_revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to \
         retrieve the latest Revision Id",
    )
}
