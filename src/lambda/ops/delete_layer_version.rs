//! DeleteLayerVersion: takes a version away from those who do not have it yet.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerTarget;

/// Functions that have the version keep it (recorded answer). What is not there is deleted already.
///
/// AWS's page: API_DeleteLayerVersion.
///
/// Errors: AccessDeniedException for another account's layer.
pub(crate) fn delete_layer_version(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
) -> Result<(), AwsError> {
    let layer = &target.layer;
    lookup::own(context, layer, "DeleteLayerVersion")?;
    control.layers.change(&layer.scope, &layer.name, |kept| {
        kept.versions.remove(&target.number);
        Ok(())
    })
}
