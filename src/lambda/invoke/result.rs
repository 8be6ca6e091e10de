//! What a run comes to, also where no runtime could say so.

use bytes::Bytes;
use serde_json::Value;

use super::invocation::{Invocation, InvocationResult};
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::functions::version::FunctionVersion;

pub(super) fn result(
    function: &FunctionVersion,
    invocation: &Invocation,
    payload: Bytes,
    failed: bool,
    log_tail: impl FnOnce() -> Vec<u8>,
) -> InvocationResult {
    InvocationResult {
        payload,
        failed,
        log_tail: invocation.log_tail.then(log_tail),
        executed_version: function.version.clone(),
        durable_execution_arn: None,
    }
}

/// Recorded answer: `{"errorType":"Sandbox.Timedout",…}`.
pub(super) fn timed_out(function: &FunctionVersion, request_id: &str) -> Bytes {
    let reason = format!("Task timed out after {}.00 seconds", function.timeout_s);
    sandbox_error("Sandbox.Timedout", request_id, &reason)
}

/// The document for an error that no runtime could describe (recorded answers).
pub(super) fn sandbox_error(kind: &str, request_id: &str, reason: &str) -> Bytes {
    let message = Value::from(format!("RequestId: {request_id} Error: {reason}"));
    Bytes::from(format!(
        "{{\"errorType\":\"{kind}\",\"errorMessage\":{message}}}"
    ))
}

/// The engine that ran it is gone or hangs: nobody knows what became of the event.
pub(super) fn lost() -> AwsError {
    error::invoke::service("the function's environment was lost while it worked")
}
