//! DeleteDurableExecution: forgets a durable execution that has ended, and all that it has.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::history::seconds;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::wire::durable_pause::DeleteOutput;

/// Executions that it has started stay (Developer Guide, "Deleting durable executions").
///
/// AWS's page: API_DeleteDurableExecution.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; ResourceConflictException for one
/// that has not ended.
pub(crate) fn delete_durable_execution(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
) -> Result<DeleteOutput, AwsError> {
    let own = super::get_durable_execution::find(invoker, context, arn)?;
    let requested_ms = invoker.executions().delete(&own.head.id)?;
    Ok(DeleteOutput {
        deletion_request_timestamp: seconds(requested_ms),
    })
}
