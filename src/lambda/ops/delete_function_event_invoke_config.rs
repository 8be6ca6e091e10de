//! DeleteFunctionEventInvokeConfig: leaves the retries of asynchronous events to AWS's defaults.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::event_invoke::Configured;
use crate::lambda::name::Target;

/// AWS's page: API_DeleteFunctionEventInvokeConfig.
///
/// Errors: those of [`Configured::config`].
pub(crate) fn delete_function_event_invoke_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let configured = Configured::of(target, scope)?;
    configured.config(&control.registry, scope)?;
    control.registry.change(scope, configured.name, |function| {
        function.event_invokes.remove(configured.qualifier);
        Ok(())
    })
}
