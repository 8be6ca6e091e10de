//! CreateCodeSigningConfig and its family: configurations that say whose packages functions take.

use std::sync::Arc;

use crate::aws::arn::regional;
use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::code_signing::config::CodeSigningConfig;
use crate::lambda::code_signing::{arn, request};
use crate::lambda::control::ControlPlane;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::page::{self, PageInput};
use crate::lambda::wire::code_signing::{
    CodeSigningConfigInput, CodeSigningConfigOutput, ListCodeSigningConfigsOutput,
    ListFunctionsByCodeSigningConfigOutput, Shown,
};
use crate::lambda::{error, tags};

/// AWS's page: API_CreateCodeSigningConfig. Its signing profiles are taken to exist.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException for more than 50 tags.
pub(crate) fn create_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    mut input: CodeSigningConfigInput,
) -> Result<CodeSigningConfigOutput, AwsError> {
    let mut violations = Violations::default();
    if input.allowed_publishers.is_none() {
        violations.missing("allowedPublishers");
    }
    let tags = input.tags.take().unwrap_or_default();
    let given = request::check(input, &mut violations);
    let given = violations.finish(Some(given))?;
    let scope = context.scope();
    let id = format!("csc-{}", control.clock.hex(17));
    let config = CodeSigningConfig {
        arn: regional("lambda", scope, &format!("code-signing-config:{id}")),
        id,
        description: given.description.unwrap_or_default(),
        publishers: given.publishers.unwrap_or_default(),
        untrusted: given.untrusted.unwrap_or_default(),
        last_modified: control.modified_now(),
        tags: tags::accept(tags)?,
    };
    let output = CodeSigningConfigOutput::of(&config);
    control.registry.change_code_signing(scope, |shelf, _| {
        shelf.insert(config.arn.clone(), Arc::new(config));
        Ok(())
    })?;
    Ok(output)
}

/// Members that are absent stay as they are.
///
/// AWS's page: API_UpdateCodeSigningConfig.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn update_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
    input: CodeSigningConfigInput,
) -> Result<CodeSigningConfigOutput, AwsError> {
    let mut violations = Violations::default();
    arn::check(arn, &mut violations);
    let given = request::check(input, &mut violations);
    let given = violations.finish(Some(given))?;
    let registry = &control.registry;
    registry.change_code_signing(context.scope(), |shelf, _| {
        let config = shelf
            .get_mut(arn)
            .ok_or_else(|| error::code_signing::no_code_signing_config(arn))?;
        let config = Arc::make_mut(config);
        if let Some(description) = given.description {
            config.description = description;
        }
        if let Some(publishers) = given.publishers {
            config.publishers = publishers;
        }
        config.untrusted = given.untrusted.unwrap_or(config.untrusted);
        config.last_modified = control.modified_now();
        Ok(CodeSigningConfigOutput::of(config))
    })
}

/// AWS's page: API_GetCodeSigningConfig.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn get_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
) -> Result<CodeSigningConfigOutput, AwsError> {
    let config = find(control, context, arn::parse(arn)?)?;
    Ok(CodeSigningConfigOutput::of(&config))
}

/// AWS's page: API_DeleteCodeSigningConfig: "You can delete the code signing configuration only if no
/// function is using it."
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; ResourceConflictException.
pub(crate) fn delete_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
) -> Result<(), AwsError> {
    let arn = arn::parse(arn)?;
    let registry = &control.registry;
    registry.change_code_signing(context.scope(), |shelf, functions| {
        let mut functions = functions.values();
        if !shelf.contains_key(arn) {
            return Err(error::code_signing::no_code_signing_config(arn));
        }
        if functions.any(|function| function.code_signing.as_deref() == Some(arn)) {
            return Err(error::code_signing::code_signing_in_use(arn));
        }
        shelf.remove(arn);
        Ok(())
    })
}

/// AWS's page: API_ListCodeSigningConfigs. Sorted by ARN.
///
/// Errors: ValidationException; InvalidParameterValueException for a marker that is not ours.
pub(crate) fn list_code_signing_configs(
    control: &ControlPlane,
    context: &RequestContext,
    page: &PageInput,
) -> Result<ListCodeSigningConfigsOutput, AwsError> {
    let mut violations = Violations::default();
    let start = page.check(&mut violations);
    let start = violations.finish(Some(start))??;
    let shelf = control.registry.code_signing(context.scope());
    // A page's marker is a name up to a colon, and an ARN has several. All share what is before the id.
    let all = shelf.values().map(|config| (config.id.as_str(), config));
    let (configs, next_marker) = page::cut_by_name(all, &start);
    Ok(ListCodeSigningConfigsOutput {
        next_marker,
        code_signing_configs: configs.into_iter().map(|own| Shown::of(own)).collect(),
    })
}

/// AWS's page: API_ListFunctionsByCodeSigningConfig. Sorted by name.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn list_functions_by_code_signing_config(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
    page: &PageInput,
) -> Result<ListFunctionsByCodeSigningConfigOutput, AwsError> {
    let mut violations = Violations::default();
    arn::check(arn, &mut violations);
    let start = page.check(&mut violations);
    let start = violations.finish(Some(start))??;
    find(control, context, arn)?;
    let scope = context.scope();
    let shelf = control.registry.shelf(scope);
    let all = shelf.iter();
    let all = all.filter(|(_, function)| function.code_signing.as_deref() == Some(arn));
    let all = all.map(|(name, _)| (name.as_str(), function_arn(scope, name, None)));
    let (function_arns, next_marker) = page::cut_by_name(all, &start);
    Ok(ListFunctionsByCodeSigningConfigOutput {
        next_marker,
        function_arns,
    })
}

fn find(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
) -> Result<Arc<CodeSigningConfig>, AwsError> {
    let shelf = control.registry.code_signing(context.scope());
    let config = shelf.get(arn).map(Arc::clone);
    config.ok_or_else(|| error::code_signing::no_code_signing_config(arn))
}
