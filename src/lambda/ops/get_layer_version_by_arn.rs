//! GetLayerVersionByArn: as GetLayerVersion, for an ARN.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::layers::name::LayerTarget;
use crate::lambda::wire::layer::LayerVersionOutput;

use super::get_layer_version::get_layer_version;

/// AWS's page: API_GetLayerVersionByArn.
///
/// Errors: ValidationException for what is no ARN of a layer version; those of GetLayerVersion.
pub(crate) fn get_layer_version_by_arn(
    control: &ControlPlane,
    context: &RequestContext,
    arn: Option<&str>,
) -> Result<LayerVersionOutput, AwsError> {
    get_layer_version(control, context, &LayerTarget::of_arn(arn)?)
}
