//! PutFunctionEventInvokeConfig: says how asynchronous events are tried again.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::event_invoke::{self, Configured};
use crate::lambda::functions::event_invoke::EventInvoke;
use crate::lambda::name::Target;
use crate::lambda::wire::event_invoke::{EventInvokeInput, FunctionEventInvokeConfig};

/// Replaces what was said before. The queue follows it for events that it takes from then on.
///
/// AWS's page: API_PutFunctionEventInvokeConfig.
///
/// Errors: those of [`event_invoke::accept`]; ResourceNotFoundException.
pub(crate) fn put_function_event_invoke_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    input: &EventInvokeInput,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let scope = context.scope();
    let configured = Configured::of(target, scope)?;
    let config = EventInvoke {
        last_modified_ms: control.clock.unix_ms(),
        ..event_invoke::accept(input, &configured.arn)?
    };
    configured.set(&control.registry, scope, config.clone())?;
    Ok(FunctionEventInvokeConfig::of(configured.arn, &config))
}
