//! RemoveLayerVersionPermission: takes a statement out of the policy of a layer's version.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerTarget;

/// AWS's page: API_RemoveLayerVersionPermission. The last statement takes the policy with it.
///
/// Errors: AccessDeniedException for another account's layer; ResourceNotFoundException for the
/// version, the policy, then the statement; PreconditionFailedException (RevisionId).
pub(crate) fn remove_layer_version_permission(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
    sid: &str,
    revision_id: Option<&str>,
) -> Result<(), AwsError> {
    let layer = &target.layer;
    lookup::own(context, layer, "RemoveLayerVersionPermission")?;
    let renewed = control.clock.uuid();
    control.layers.change(&layer.scope, &layer.name, |kept| {
        let version = kept.versions.get_mut(&target.number);
        let missing = || error::layer::layer_version_not_found(&lookup::arn(target));
        let version = Arc::make_mut(version.ok_or_else(missing)?);
        let policy = version
            .policy
            .as_mut()
            .ok_or_else(error::policy::no_policy)?;
        let at = policy.statements.iter().position(|one| one.sid == sid);
        let at = at.ok_or_else(|| error::policy::statement_not_found(sid))?;
        if revision_id.is_some_and(|given| given != policy.revision_id) {
            return Err(error::layer::layer_policy_revision_differs());
        }
        policy.statements.remove(at);
        policy.revision_id = renewed;
        if policy.statements.is_empty() {
            version.policy = None;
        }
        Ok(())
    })
}
