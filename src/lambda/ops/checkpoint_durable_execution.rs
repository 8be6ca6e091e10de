//! CheckpointDurableExecution: a function says what has become of its operations.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::arn;
use crate::lambda::durable::update::Update;
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::FunctionName;
use crate::lambda::wire::durable_execution::{CheckpointInput, CheckpointOutput, State};

/// All updates are done, or none. The answer has what the function has not been told yet, timers that have
/// run out among it.
///
/// AWS's page: API_CheckpointDurableExecution.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for a token that is not the
/// next one, then for updates.
pub(crate) fn checkpoint_durable_execution(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    input: CheckpointInput,
) -> Result<CheckpointOutput, AwsError> {
    let id = arn::parse(arn)?;
    let input = input.accept()?;
    let own = invoker.executions().get(id);
    let is_own = |own: &_| super::get_durable_execution::is_named(own, context, arn);
    if !own.as_deref().is_some_and(is_own) {
        return Err(refuse::bad_token());
    }
    for chained in input
        .updates
        .iter()
        .filter_map(|update| update.chained.as_ref())
    {
        if let Some(what) = FunctionName::parse(&chained.function)?.elsewhere(context.scope()) {
            return Err(refuse::chained_elsewhere(what));
        }
    }
    let updates: Vec<Update> = input.updates;
    let done = invoker.checkpoint(id, &input.token, input.client_token, updates)?;
    Ok(CheckpointOutput {
        checkpoint_token: done.token,
        new_execution_state: State::of(done.operations.iter().map(AsRef::as_ref), None),
    })
}
