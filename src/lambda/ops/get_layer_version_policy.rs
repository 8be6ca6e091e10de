//! GetLayerVersionPolicy: with whom a version of a layer is shared.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerTarget;
use crate::lambda::wire::policy::{self, GetPolicyOutput};

/// AWS's page: API_GetLayerVersionPolicy.
///
/// Errors: AccessDeniedException for another account's layer; ResourceNotFoundException for the
/// version, and for one without a policy.
pub(crate) fn get_layer_version_policy(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
) -> Result<GetPolicyOutput, AwsError> {
    let layer = &target.layer;
    lookup::own(context, layer, "GetLayerVersionPolicy")?;
    let arn = lookup::arn(target);
    let version = control
        .layers
        .version(&layer.scope, &layer.name, target.number)
        .ok_or_else(|| error::layer::layer_version_not_found(&arn))?;
    let policy = version
        .policy
        .as_ref()
        .ok_or_else(error::policy::no_policy)?;
    Ok(GetPolicyOutput {
        policy: policy::document(policy, &arn),
        revision_id: policy.revision_id.clone(),
    })
}
