//! PutRuntimeManagementConfig and GetRuntimeManagementConfig: when the runtime of a version is updated.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::function::Configuration;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::functions::runtime_management::RuntimeManagement;
use crate::lambda::name::{LATEST, Target};
use crate::lambda::wire::runtime_management_config::{
    RuntimeManagementConfig, RuntimeManagementConfigInput,
};

const ARN_PATTERN: &str =
    r"arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}::runtime:.+";

/// AWS's page: API_PutRuntimeManagementConfig. Kept and shown; the runtimes of this machine are its
/// owner's to update. Without a Qualifier it is `$LATEST`'s, which later versions take over.
///
/// Errors, in this order: ValidationException; those of [`find`]; InvalidParameterValueException for
/// an ARN without manual updates, and the other way round.
pub(crate) fn put_runtime_management_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    input: RuntimeManagementConfigInput,
) -> Result<RuntimeManagementConfig, AwsError> {
    let scope = context.scope();
    let (mode, arn) = check(input)?;
    let (_, qualifier) = find(control, scope, target)?;
    let management = match (mode.as_str(), arn) {
        ("Manual", Some(arn)) => RuntimeManagement::Manual(arn),
        ("Manual", None) => return Err(error::runtime::runtime_version_missing()),
        (_, Some(_)) => return Err(error::runtime::runtime_version_not_manual()),
        ("FunctionUpdate", None) => RuntimeManagement::FunctionUpdate,
        (_, None) => RuntimeManagement::Auto,
    };
    let name = &target.name.name;
    control.registry.change(scope, name, |function| {
        let own = function.qualified_mut(&qualifier);
        let own =
            own.ok_or_else(|| error::name::function_not_found(&arn_of(scope, name, &qualifier)))?;
        Arc::make_mut(own).runtime_management = management.clone();
        Ok(())
    })?;
    Ok(shown(&management, arn_of(scope, name, &qualifier)))
}

/// AWS's page: API_GetRuntimeManagementConfig.
///
/// Errors: those of [`find`].
pub(crate) fn get_runtime_management_config(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
) -> Result<RuntimeManagementConfig, AwsError> {
    let scope = context.scope();
    let (configuration, qualifier) = find(control, scope, target)?;
    let arn = arn_of(scope, &target.name.name, &qualifier);
    Ok(shown(&configuration.runtime_management, arn))
}

/// The version and how it was named.
///
/// Errors: ResourceNotFoundException; InvalidParameterValueException for an alias.
fn find(
    control: &ControlPlane,
    scope: &Scope,
    target: &Target,
) -> Result<(Arc<Configuration>, String), AwsError> {
    let qualifier = target.qualifier.as_deref();
    let found = control.registry.find(scope, &target.name, qualifier)?;
    let qualifier = found.qualifier.unwrap_or_else(|| LATEST.to_owned());
    if found.configuration.version.version != qualifier {
        return Err(error::runtime::alias_without_runtime());
    }
    Ok((found.configuration, qualifier))
}

fn check(input: RuntimeManagementConfigInput) -> Result<(String, Option<String>), AwsError> {
    let mut violations = Violations::default();
    match &input.update_runtime_on {
        None => violations.missing("updateRuntimeOn"),
        Some(mode) if !["Auto", "Manual", "FunctionUpdate"].contains(&mode.as_str()) => {
            violations.one_of(
                "updateRuntimeOn",
                mode,
                &["Auto", "Manual", "FunctionUpdate"],
            );
        }
        Some(_) => {}
    }
    if let Some(arn) = &input.runtime_version_arn {
        violations.length("runtimeVersionArn", arn, 26, 2048);
        if !is_runtime(arn) {
            violations.pattern("runtimeVersionArn", arn, ARN_PATTERN);
        }
    }
    let mode = violations.finish(input.update_runtime_on)?;
    Ok((mode, input.runtime_version_arn))
}

/// [`ARN_PATTERN`] by hand.
fn is_runtime(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    match parts[..] {
        ["arn", partition, "lambda", region, "", "runtime", id] => {
            partition.starts_with("aws")
                && !id.is_empty()
                && region.split('-').count() >= 3
                && region.ends_with(|last: char| last.is_ascii_digit())
        }
        _ => false,
    }
}

fn arn_of(scope: &Scope, name: &str, qualifier: &str) -> String {
    function_arn(scope, name, Some(qualifier))
}

fn shown(management: &RuntimeManagement, function_arn: String) -> RuntimeManagementConfig {
    RuntimeManagementConfig {
        update_runtime_on: management.name(),
        function_arn,
        runtime_version_arn: management.pinned().map(str::to_owned),
    }
}
