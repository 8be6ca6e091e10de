//! UpdateFunctionConfiguration: changes a function's settings.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::attach;
use crate::lambda::name::FunctionName;
use crate::lambda::revision;
use crate::lambda::settings::{self, Settings};
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::wire::update_function_configuration::UpdateFunctionConfigurationInput;

/// Members that are absent stay as they are; a given Environment replaces the old one.
///
/// AWS's page: API_UpdateFunctionConfiguration. Left out as in CreateFunction.
///
/// Errors, in this order: ValidationException; InvalidParameterValueException;
/// ResourceNotFoundException; PreconditionFailedException (RevisionId).
pub(crate) fn update_function_configuration(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
    mut input: UpdateFunctionConfigurationInput,
) -> Result<FunctionConfiguration, AwsError> {
    let mut violations = Violations::default();
    settings::check(&input.settings, &mut violations);
    violations.finish(Some(()))?;
    let scope = context.scope();
    let name = name.latest(scope)?;
    let layers = input.settings.layers.take();
    let mut settings = Settings::accept(input.settings)?;
    settings.layers = attach::attach(control, context, layers.as_deref())?;
    let changed = control.registry.change(scope, name, |function| {
        revision::check(input.revision_id.as_deref(), function)?;
        let latest = Arc::make_mut(&mut function.latest);
        settings.apply(latest)?;
        attach::check_size(&latest.version)?;
        latest.last_modified = control.modified_now();
        revision::renew(function, control.clock.uuid());
        Ok(Arc::clone(&function.latest))
    })?;
    let answer = FunctionConfiguration::of(&changed, Life::InProgress, false);
    Ok(answer.under_revision(control.clock.uuid()))
}
