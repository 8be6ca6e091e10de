//! What Lambda says about durable functions and their executions. Where nothing else is said, the texts
//! are those of AWS's testing libraries for durable executions.

use http::StatusCode;

use super::request::wrong_type;
use super::wording::{invalid_parameter, not_found, user};
use crate::aws::error::AwsError;

/// Seen in a public issue of AWS's tools for .NET.
pub(crate) fn no_execution_timeout() -> AwsError {
    invalid_parameter(
        "You cannot create a function with a durable configuration without an executionTimeout",
    )
}

/// Seen in public tests.
pub(crate) fn not_durable() -> AwsError {
    invalid_parameter(
        "You cannot add a durable configuration to a function that was originally created with no \
         durable configuration",
    )
}

/// Seen in public issues of deployment tools.
pub(crate) fn unqualified() -> AwsError {
    invalid_parameter("You cannot invoke a durable function using an unqualified ARN.")
}

/// Seen in public logs of Step Functions.
pub(crate) fn too_long_to_wait_for() -> AwsError {
    invalid_parameter(
        "You cannot synchronously invoke a durable function with an executionTimeout greater than \
         15 minutes.",
    )
}

/// The words are ours.
pub(crate) fn name_without_durability() -> AwsError {
    invalid_parameter("You cannot name the durable execution of a function that is not durable.")
}

/// API reference, Invoke; the text is seen in public tests.
pub(crate) fn already_started(arn: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "DurableExecutionAlreadyStartedException",
        format!("Execution already started: {arn}"),
    )
}

/// The limit is ours, and so are the words.
pub(crate) fn too_many_executions(max: usize) -> AwsError {
    AwsError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        format!("More than {max} durable executions are running."),
    )
    .with_field("Type", "User")
}

pub(crate) fn execution_missing() -> AwsError {
    not_found("Durable Execution does not exist")
}

/// API reference, PauseDurableExecution; the words are ours.
pub(crate) fn not_to_be_paused(status: &str) -> AwsError {
    conflict(format!("Cannot pause a durable execution that is {status}"))
}

/// API reference, ResumeDurableExecution; the words are ours.
pub(crate) fn not_to_be_resumed(status: &str) -> AwsError {
    conflict(format!(
        "Cannot resume a durable execution that is {status}"
    ))
}

/// API reference, DeleteDurableExecution; the words are ours.
pub(crate) fn not_to_be_deleted(status: &str) -> AwsError {
    conflict(format!(
        "Cannot delete a durable execution that is {status}"
    ))
}

fn conflict(message: String) -> AwsError {
    user(StatusCode::CONFLICT, "ResourceConflictException", message)
}

pub(crate) fn bad_token() -> AwsError {
    invalid_parameter("Invalid checkpoint token")
}

/// Seen in public tests.
pub(crate) fn token_of_another() -> AwsError {
    invalid_parameter("Checkpoint token is not valid for the durable execution ARN")
}

/// Seen in public tests.
pub(crate) fn bad_marker() -> AwsError {
    invalid_parameter("Invalid Marker")
}

/// Seen in public tests.
pub(crate) fn several_statuses() -> AwsError {
    invalid_parameter("Cannot filter by more than one status")
}

/// Seen in public tests.
pub(crate) fn bad_callback_id() -> AwsError {
    invalid_parameter("Invalid callback id")
}

/// Seen in public tests.
pub(crate) fn callback_closed() -> AwsError {
    user(
        StatusCode::BAD_REQUEST,
        "CallbackTimeoutException",
        "The callback is either timed out or already completed",
    )
}

/// A parameter of the query is of another kind (seen in public tests).
pub(crate) fn bad_parameter(text: &str, wanted: &str) -> AwsError {
    wrong_type(&format!("'{text}' can not be converted to {wanted}"))
}

pub(crate) fn several_ends() -> AwsError {
    invalid_parameter("Cannot checkpoint multiple EXECUTION updates.")
}

pub(crate) fn end_not_last() -> AwsError {
    invalid_parameter("EXECUTION checkpoint must be the last update.")
}

pub(crate) fn updated_twice() -> AwsError {
    invalid_parameter("Cannot update the same operation twice in a single request.")
}

/// The words are ours.
pub(crate) fn too_many_operations(max: usize) -> AwsError {
    invalid_parameter(format!(
        "A durable execution cannot have more than {max} operations."
    ))
}

pub(crate) fn bad_parent() -> AwsError {
    invalid_parameter("Invalid parent operation id.")
}

pub(crate) fn bad_action_for_type() -> AwsError {
    invalid_parameter("Invalid action for the given operation type.")
}

/// `what` is one of type, subtype and name.
pub(crate) fn inconsistent(what: &str) -> AwsError {
    invalid_parameter(format!("Inconsistent operation {what}."))
}

pub(crate) fn bad_inconsistent_parent() -> AwsError {
    invalid_parameter("Inconsistent parent operation id.")
}

pub(crate) fn exists_already(operation_type: &str) -> AwsError {
    invalid_parameter(format!(
        "Cannot start a {operation_type} that already exist."
    ))
}

/// `what` is one of start, close and re-attempt.
pub(crate) fn bad_state(operation_type: &str, what: &str) -> AwsError {
    invalid_parameter(format!("Invalid current {operation_type} state to {what}."))
}

pub(crate) fn bad_step_options() -> AwsError {
    invalid_parameter("Invalid StepOptions for the given action.")
}

pub(crate) fn no_options(operation_type: &str, options: &str) -> AwsError {
    invalid_parameter(format!(
        "Update for {operation_type} operation requires {options}Options."
    ))
}

pub(crate) fn wait_not_cancellable() -> AwsError {
    invalid_parameter("Cannot cancel a WAIT that does not exist or has already completed.")
}

pub(crate) fn error_of_success() -> AwsError {
    invalid_parameter("Cannot provide an Error for SUCCEED action.")
}

pub(crate) fn payload_of_failure() -> AwsError {
    invalid_parameter("Cannot provide a Payload for FAIL action.")
}

pub(crate) fn both_of_retry() -> AwsError {
    invalid_parameter("Cannot provide both error and payload to RETRY a STEP.")
}

pub(crate) fn error_too_large(bytes_max: usize) -> AwsError {
    invalid_parameter(format!(
        "Error object size must be less than {bytes_max} bytes."
    ))
}

pub(crate) fn payload_too_large(what: &str, bytes_max: usize) -> AwsError {
    invalid_parameter(format!(
        "{what} payload size must be less than or equal to {bytes_max} bytes."
    ))
}

pub(crate) fn chained_elsewhere(what: &str) -> AwsError {
    invalid_parameter(format!(
        "Cannot start a CHAINED_INVOKE on a function in another {what}."
    ))
}
