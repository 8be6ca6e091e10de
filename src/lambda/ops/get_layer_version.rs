//! GetLayerVersion: a version of a layer, and where its content is.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::lookup;
use crate::lambda::layers::name::LayerTarget;
use crate::lambda::wire::layer::LayerVersionOutput;
use crate::lambda::{download, error};

/// AWS's page: API_GetLayerVersion. `Content.Location` is served by this server and does not expire.
///
/// Errors: AccessDeniedException for a version that its owner does not share;
/// ResourceNotFoundException.
pub(crate) fn get_layer_version(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
) -> Result<LayerVersionOutput, AwsError> {
    let version = lookup::shared(control, context, target)?;
    let version = version.ok_or_else(error::policy::resource_not_found)?;
    let location = download::location(context, &version.content.sha256);
    Ok(LayerVersionOutput::of(&version, location))
}
