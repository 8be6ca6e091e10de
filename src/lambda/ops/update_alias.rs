//! UpdateAlias: leads an alias to other versions.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::alias::{self, AliasTarget};
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::alias::{Alias, SecondVersion};
use crate::lambda::functions::function::Function;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::name::LATEST;
use crate::lambda::wire::alias::{AliasConfiguration, AliasInput};

/// Members that are absent stay as they are; a RoutingConfig without weights ends the routing.
///
/// AWS's page: API_UpdateAlias.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException for the function, then for
/// the alias; PreconditionFailedException (RevisionId); ResourceNotFoundException for a version;
/// those of [`alias::second_version`].
pub(crate) fn update_alias(
    control: &ControlPlane,
    context: &RequestContext,
    target: &AliasTarget,
    input: AliasInput,
) -> Result<AliasConfiguration, AwsError> {
    let mut violations = Violations::default();
    if let Some(version) = &input.function_version {
        alias::check_version(version, &mut violations);
    }
    alias::check_description(input.description.as_ref(), &mut violations);
    alias::check_routing(input.routing_config.as_ref(), &mut violations);
    violations.finish(Some(()))?;
    let scope = context.scope();
    let function = target.function.latest(scope)?;
    control.registry.change(scope, function, |changed| {
        let Some(old) = changed.aliases.get(&target.alias) else {
            let arn = function_arn(scope, function, Some(&target.alias));
            return Err(error::alias::alias_not_updatable(&arn));
        };
        if input
            .revision_id
            .is_some_and(|given| given != old.revision_id)
        {
            return Err(error::version::revision_differs());
        }
        let version = input
            .function_version
            .unwrap_or_else(|| old.version.clone());
        alias::refuse_absent_version(changed, &version)?;
        let second = match &input.routing_config {
            Some(routing) => alias::second_version(routing, &version, changed)?,
            None => kept(old.second.as_ref(), &version, changed)?,
        };
        let alias = Alias {
            name: old.name.clone(),
            version,
            description: input.description.unwrap_or_else(|| old.description.clone()),
            second,
            revision_id: control.clock.uuid(),
        };
        let answer = AliasConfiguration::of(scope, function, &alias);
        changed
            .aliases
            .insert(target.alias.clone(), Arc::new(alias));
        Ok(answer)
    })
}

/// The second version that stays, unless it does not go with the new first one.
fn kept(
    second: Option<&SecondVersion>,
    version: &str,
    function: &Function,
) -> Result<Option<SecondVersion>, AwsError> {
    match second {
        Some(_) if version == LATEST => Err(error::alias::latest_in_routing()),
        Some(second) if second.number.to_string() == version => {
            Err(error::alias::version_in_routing(version))
        }
        other => Ok(other
            .filter(|second| function.published(second.number).is_some())
            .cloned()),
    }
}
