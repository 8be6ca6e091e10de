//! GetFunctionConcurrency: how many events a function works on at the same time, at most.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::concurrency;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::FunctionName;
use crate::lambda::wire::concurrency::Concurrency;

/// AWS's page: API_GetFunctionConcurrency.
///
/// Errors: InvalidParameterValueException for a version or an alias; ResourceNotFoundException.
pub(crate) fn get_function_concurrency(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<Concurrency, AwsError> {
    let scope = context.scope();
    concurrency::unqualified(name, scope)?;
    let found = control.registry.find(scope, name, None)?;
    Ok(Concurrency::of(found.function.reserved_concurrency))
}
