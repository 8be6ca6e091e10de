//! SendDurableExecutionCallbackHeartbeat: whoever is to answer a callback is still at work.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::callback::Said;
use crate::lambda::invoke::invoker::Invoker;

use super::send_durable_execution_callback_success::say;

/// The callback's heartbeat timeout begins anew, if it has one.
///
/// AWS's page: API_SendDurableExecutionCallbackHeartbeat. Errors as SendDurableExecutionCallbackSuccess.
pub(crate) fn send_durable_execution_callback_heartbeat(
    invoker: &Invoker,
    context: &RequestContext,
    callback_id: &str,
) -> Result<(), AwsError> {
    say(invoker, context, callback_id, Said::Heartbeat)
}
