//! GetFunctionConfiguration: the settings of a version.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::Target;
use crate::lambda::wire::function_configuration::FunctionConfiguration;

/// AWS's page: API_GetFunctionConfiguration.
///
/// Errors: those of [`crate::lambda::functions::registry::Registry::find`].
pub(crate) fn get_function_configuration(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<FunctionConfiguration, AwsError> {
    let found =
        control
            .registry
            .find(context.scope(), &target.name, target.qualifier.as_deref())?;
    Ok(FunctionConfiguration::found(&found))
}
