//! SendDurableExecutionCallbackFailure: the callback that an execution waits for has failed.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::callback::Said;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::wire::error_object::ErrorObject;

use super::send_durable_execution_callback_success::say;

/// The function is invoked again, and told.
///
/// AWS's page: API_SendDurableExecutionCallbackFailure. Errors as SendDurableExecutionCallbackSuccess.
pub(crate) fn send_durable_execution_callback_failure(
    invoker: &Invoker,
    context: &RequestContext,
    callback_id: &str,
    error: ErrorObject,
) -> Result<(), AwsError> {
    say(invoker, context, callback_id, Said::Failure(error))
}
