//! DeleteAlias: forgets an alias; the versions stay.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::alias::AliasTarget;
use crate::lambda::control::ControlPlane;

/// AWS's page: API_DeleteAlias. Deleting an alias that is not there succeeds.
///
/// Errors: ResourceNotFoundException for the function.
pub(crate) fn delete_alias(
    control: &ControlPlane,
    context: &RequestContext,
    target: &AliasTarget,
) -> Result<(), AwsError> {
    let scope = context.scope();
    let function = target.function.latest(scope)?;
    control.registry.change(scope, function, |function| {
        function.remove_alias(&target.alias);
        Ok(())
    })
}
