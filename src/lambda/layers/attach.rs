//! Which layers a function may have: found, counted, and measured together with its code.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::functions::version::{AttachedLayer, Code, FunctionVersion};
use crate::lambda::package::UNZIPPED_BYTES_MAX;

use super::lookup::{arn, shared};
use super::name::LayerTarget;

/// Layers of one function (AWS docs, Lambda quotas).
const LAYERS_MAX: usize = 5;

/// The layers that a request names by ARNs of the right form, in its order; `None` for none said.
///
/// Errors, in this order: InvalidParameterValueException for too many, for those of another region,
/// and for two versions of one; then for each AccessDeniedException if it is not shared, and
/// InvalidParameterValueException if it is not there.
pub(crate) fn attach(
    control: &ControlPlane,
    context: &RequestContext,
    arns: Option<&[String]>,
) -> Result<Option<Vec<AttachedLayer>>, AwsError> {
    let Some(arns) = arns else { return Ok(None) };
    if arns.len() > LAYERS_MAX {
        return Err(error::layer::too_many_layers(LAYERS_MAX));
    }
    let region = context.scope().region.as_str();
    let mut targets: Vec<LayerTarget> = Vec::new();
    for text in arns {
        let target = LayerTarget::of_version_arn(text)
            .ok_or_else(|| error::layer::layer_version_missing(text))?;
        if target.layer.scope.region.as_str() != region {
            return Err(error::layer::layer_of_other_region(region));
        }
        if let Some(twin) = targets.iter().find(|other| other.layer == target.layer) {
            return Err(error::layer::same_layer_twice(&arn(twin), text));
        }
        targets.push(target);
    }
    let attached = |target: &LayerTarget| match shared(control, context, target)? {
        Some(version) => Ok(AttachedLayer {
            arn: version.arn(),
            content: Arc::clone(&version.content),
        }),
        None => Err(error::layer::layer_version_missing(&arn(target))),
    };
    targets
        .iter()
        .map(attached)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Code and layers together have one limit.
///
/// Errors: InvalidParameterValueException.
pub(crate) fn check_size(version: &FunctionVersion) -> Result<(), AwsError> {
    let code = match &version.code {
        Code::Zip(package) => Some(package),
        Code::Directory(_) | Code::Image(_) => None,
    };
    let layers = version.layers.iter().map(|layer| &layer.content);
    let packages = layers.chain(code);
    let bytes: u64 = packages.map(|package| package.unzipped_bytes).sum();
    match bytes <= UNZIPPED_BYTES_MAX {
        true => Ok(()),
        false => Err(error::layer::code_and_layers_too_large(
            bytes,
            UNZIPPED_BYTES_MAX,
        )),
    }
}
