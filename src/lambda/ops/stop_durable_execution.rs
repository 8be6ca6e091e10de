//! StopDurableExecution: ends a durable execution where it is.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::execution::End;
use crate::lambda::durable::history::seconds;
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::wire::durable_execution::StopOutput;
use crate::lambda::wire::error_object::ErrorObject;

/// Whoever waits for it gets the error. One that has ended stays as it is; the answer says when that was.
///
/// AWS's page: API_StopDurableExecution.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn stop_durable_execution(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    error: ErrorObject,
) -> Result<StopOutput, AwsError> {
    let own = super::get_durable_execution::find(invoker, context, arn)?;
    let stopped = invoker.executions().change(&own.head.id, |own, now_ms| {
        own.pass_time(now_ms);
        if own.is_running() {
            own.end(End::Stopped(error), now_ms);
        }
        own.head.ended_ms.unwrap_or(now_ms)
    });
    Ok(StopOutput {
        stop_timestamp: seconds(stopped.ok_or_else(refuse::execution_missing)?),
    })
}
