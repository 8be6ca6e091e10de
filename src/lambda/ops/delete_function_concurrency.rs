//! DeleteFunctionConcurrency: lets a function share the account's executions with the others again.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::concurrency;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::FunctionName;

/// AWS's page: API_DeleteFunctionConcurrency. Without a limit there is nothing to do.
///
/// Errors: InvalidParameterValueException for a version or an alias; ResourceNotFoundException.
pub(crate) fn delete_function_concurrency(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let name = concurrency::unqualified(name, scope)?;
    control.registry.change(scope, name, |function| {
        function.reserved_concurrency = None;
        Ok(())
    })
}
