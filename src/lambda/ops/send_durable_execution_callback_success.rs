//! SendDurableExecutionCallbackSuccess: the callback that an execution waits for has a result.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::callback::Said;
use crate::lambda::durable::token;
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;

/// The function is invoked again, and told.
///
/// AWS's page: API_SendDurableExecutionCallbackSuccess.
///
/// Errors, in this order: InvalidParameterValueException for an id that is none; CallbackTimeoutException
/// for a callback that nobody waits for.
pub(crate) fn send_durable_execution_callback_success(
    invoker: &Invoker,
    context: &RequestContext,
    callback_id: &str,
    result: Option<String>,
) -> Result<(), AwsError> {
    say(invoker, context, callback_id, Said::Success(result))
}

/// Tells an execution of the caller's account and region.
pub(super) fn say(
    invoker: &Invoker,
    context: &RequestContext,
    callback_id: &str,
    said: Said,
) -> Result<(), AwsError> {
    let (id, operation) = token::callback(callback_id).ok_or_else(refuse::bad_callback_id)?;
    let executions = invoker.executions();
    let own = executions.get(&id);
    if own.is_none_or(|own| own.head.scope != *context.scope()) {
        return Err(refuse::callback_closed());
    }
    let told = executions.change(&id, |own, now_ms| own.call_back(&operation, said, now_ms));
    told.unwrap_or_else(|| Err(refuse::callback_closed()))
}
