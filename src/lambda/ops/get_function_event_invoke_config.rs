//! GetFunctionEventInvokeConfig: how asynchronous events are tried again.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::event_invoke::Configured;
use crate::lambda::name::Target;
use crate::lambda::wire::event_invoke::FunctionEventInvokeConfig;

/// AWS's page: API_GetFunctionEventInvokeConfig.
///
/// Errors: those of [`Configured::config`].
pub(crate) fn get_function_event_invoke_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let scope = context.scope();
    let configured = Configured::of(target, scope)?;
    let config = configured.config(&control.registry, scope)?;
    Ok(FunctionEventInvokeConfig::of(configured.arn, &config))
}
