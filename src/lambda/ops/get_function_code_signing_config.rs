//! GetFunctionCodeSigningConfig: says that a function's code need not be signed.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::FunctionName;
use crate::lambda::wire::code_signing::GetFunctionCodeSigningConfigOutput;

/// AWS's page: API_GetFunctionCodeSigningConfig. There are no code signing configurations, so every
/// answer is that for a function without one.
///
/// Errors: ResourceNotFoundException.
pub(crate) fn get_function_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<GetFunctionCodeSigningConfigOutput, AwsError> {
    control.registry.find(context.scope(), name, None)?;
    Ok(GetFunctionCodeSigningConfigOutput {})
}
