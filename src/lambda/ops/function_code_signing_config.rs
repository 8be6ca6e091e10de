//! PutFunctionCodeSigningConfig and its family: whose packages a function takes.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::code_signing::arn;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::name::{FunctionName, Rule};
use crate::lambda::wire::code_signing::{
    FunctionCodeSigningConfig, FunctionCodeSigningConfigInput,
};

/// AWS's page: API_PutFunctionCodeSigningConfig: "Changes to the code signing configuration take effect
/// the next time a user tries to deploy a code package to the function."
///
/// Errors, in this order (recorded answers): ValidationException; CodeSigningConfigNotFoundException;
/// ResourceNotFoundException; InvalidParameterValueException for an image.
pub(crate) fn put_function_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    function: &str,
    input: FunctionCodeSigningConfigInput,
) -> Result<FunctionCodeSigningConfig, AwsError> {
    let mut violations = Violations::default();
    let name = FunctionName::check(function, Rule::Namespaced, &mut violations);
    match &input.code_signing_config_arn {
        Some(arn) => arn::check(arn, &mut violations),
        None => violations.missing("codeSigningConfigArn"),
    }
    let (name, arn) = violations.finish(name.zip(input.code_signing_config_arn))?;
    let (scope, registry) = (context.scope(), &control.registry);
    if !registry.code_signing(scope).contains_key(&arn) {
        return Err(error::code_signing::code_signing_config_missing(&arn));
    }
    let name = name.latest(scope)?;
    registry.change(scope, name, |function| {
        // Nobody deletes one while a function changes.
        if !registry.code_signing(scope).contains_key(&arn) {
            return Err(error::code_signing::code_signing_config_missing(&arn));
        }
        if function.latest.version.code.is_image() {
            return Err(error::code_signing::images_not_signed());
        }
        function.code_signing = Some(arn.clone());
        Ok(())
    })?;
    Ok(FunctionCodeSigningConfig::of(name, Some(&arn)))
}

/// AWS's page: API_GetFunctionCodeSigningConfig. Without one, the answer is empty (recorded).
///
/// Errors: ValidationException; ResourceNotFoundException.
pub(crate) fn get_function_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<FunctionCodeSigningConfig, AwsError> {
    let found = control.registry.find(context.scope(), name, None)?;
    let arn = found.function.code_signing.as_deref();
    Ok(FunctionCodeSigningConfig::of(&name.name, arn))
}

/// AWS's page: API_DeleteFunctionCodeSigningConfig. Without one there is nothing to do.
///
/// Errors: ValidationException; ResourceNotFoundException.
pub(crate) fn delete_function_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let name = name.latest(scope)?;
    control.registry.change(scope, name, |function| {
        function.code_signing = None;
        Ok(())
    })
}
