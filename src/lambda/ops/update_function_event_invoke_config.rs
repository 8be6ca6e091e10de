//! UpdateFunctionEventInvokeConfig: changes how asynchronous events are tried again.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::event_invoke::{self, Configured};
use crate::lambda::functions::event_invoke::EventInvoke;
use crate::lambda::name::Target;
use crate::lambda::wire::event_invoke::{EventInvokeInput, FunctionEventInvokeConfig};

/// Members that are absent stay as they are.
///
/// AWS's page: API_UpdateFunctionEventInvokeConfig.
///
/// Errors: those of [`event_invoke::accept`]; ResourceNotFoundException where nothing was put before.
pub(crate) fn update_function_event_invoke_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    input: &EventInvokeInput,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let scope = context.scope();
    let configured = Configured::of(target, scope)?;
    let given = event_invoke::accept(input, &configured.arn)?;
    let old = configured.config(&control.registry, scope)?;
    let config = EventInvoke {
        retry_attempts: given.retry_attempts.or(old.retry_attempts),
        age_max_s: given.age_max_s.or(old.age_max_s),
        destinations: match input.destination_config {
            Some(_) => given.destinations,
            None => old.destinations,
        },
        last_modified_ms: control.clock.unix_ms(),
    };
    configured.set(&control.registry, scope, config.clone())?;
    Ok(FunctionEventInvokeConfig::of(configured.arn, &config))
}
