//! PauseDurableExecution: lets a durable execution rest, at the next checkpoint of an invocation at work.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::wire::durable_pause::PauseInput;

/// AWS's page: API_PauseDurableExecution.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; ResourceConflictException.
pub(crate) fn pause_durable_execution(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    input: PauseInput,
) -> Result<(), AwsError> {
    let (asked, client_token) = input.accept()?;
    let own = super::get_durable_execution::find(invoker, context, arn)?;
    let done = invoker.executions().change(&own.head.id, |own, now_ms| {
        own.ask(asked, client_token, now_ms)
    });
    done.ok_or_else(refuse::execution_missing)?
}
