//! GetAlias: the versions that an alias leads to.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::alias::AliasTarget;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::registry::function_arn;
use crate::lambda::wire::alias::AliasConfiguration;

/// AWS's page: API_GetAlias.
///
/// Errors: ResourceNotFoundException, which names the function, or the alias where only that is missing.
pub(crate) fn get_alias(
    control: &ControlPlane,
    context: &RequestContext,
    target: &AliasTarget,
) -> Result<AliasConfiguration, AwsError> {
    let scope = context.scope();
    let name = target.function.latest(scope)?;
    let found = control.registry.find(scope, &target.function, None)?;
    match found.function.aliases.get(&target.alias) {
        Some(alias) => Ok(AliasConfiguration::of(scope, name, alias)),
        None => Err(error::alias::alias_not_found(&function_arn(
            scope,
            name,
            Some(&target.alias),
        ))),
    }
}
