//! PutFunctionScalingConfig and GetFunctionScalingConfig: how many environments a version has on Lambda
//! Managed Instances. No function here is one of them, for there is no capacity provider: these answer as
//! in an account whose functions all run on Lambda's own machines.

use std::convert::Infallible;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::wire::function_scaling_config::FunctionScalingConfigInput;

/// Environments of a version at most (API model).
const ENVIRONMENTS_MAX: i64 = 15_000;
const QUALIFIER_PATTERN: &str = r"(\$LATEST\.PUBLISHED|[0-9]+)";

/// AWS's page: API_PutFunctionScalingConfig.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; InvalidParameterValueException.
pub(crate) fn put_function_scaling_config(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    qualifier: Option<&str>,
    input: &FunctionScalingConfigInput,
) -> Result<Infallible, AwsError> {
    let mut violations = Violations::default();
    if let Some(config) = &input.function_scaling_config {
        for (member, environments) in [
            (
                "minExecutionEnvironments",
                config.min_execution_environments,
            ),
            (
                "maxExecutionEnvironments",
                config.max_execution_environments,
            ),
        ] {
            if let Some(environments) = environments {
                let path = format!("functionScalingConfig.{member}");
                violations.range(&path, environments, 0, ENVIRONMENTS_MAX);
            }
        }
    }
    refused(control, context, function, qualifier, violations)
}

/// AWS's page: API_GetFunctionScalingConfig.
///
/// Errors: as [`put_function_scaling_config`].
pub(crate) fn get_function_scaling_config(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    qualifier: Option<&str>,
) -> Result<Infallible, AwsError> {
    refused(control, context, function, qualifier, Violations::default())
}

fn refused(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    qualifier: Option<&str>,
    mut violations: Violations,
) -> Result<Infallible, AwsError> {
    let name = FunctionName::check(function, Rule::Plain, &mut violations);
    match qualifier {
        None => violations.missing("qualifier"),
        Some("$LATEST.PUBLISHED") => {}
        Some(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {}
        Some(other) => violations.pattern("qualifier", other, QUALIFIER_PATTERN),
    }
    let (name, qualifier) = violations.finish(name.zip(qualifier))?;
    // The latest published version is for Managed Instances alone.
    let version = Some(qualifier).filter(|own| *own != "$LATEST.PUBLISHED");
    control.registry.find(context.scope(), &name, version)?;
    Err(error::capacity_provider::no_managed_instances())
}
