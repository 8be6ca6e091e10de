//! Finds a version of a layer for somebody who may see it.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::lambda::control::ControlPlane;
use crate::lambda::{error, permission};

use super::layer::{LayerVersion, layer_arn};
use super::name::{LayerName, LayerTarget};

/// The action that another account must be allowed.
const ACTION: &str = "GetLayerVersion";

/// A version that the caller owns or that its policy shares with them; `None` where there is none of
/// the caller's own.
///
/// Errors: AccessDeniedException for one of another account, be it there or not.
pub(crate) fn shared(
    control: &ControlPlane,
    context: &RequestContext,
    target: &LayerTarget,
) -> Result<Option<Arc<LayerVersion>>, AwsError> {
    let layer = &target.layer;
    let found = control
        .layers
        .version(&layer.scope, &layer.name, target.number);
    let account = &context.scope().account;
    if layer.scope.account == *account {
        return Ok(found);
    }
    let arn = arn(target);
    let principal = Principal::of(&context.caller);
    let policy = found.as_ref().and_then(|version| version.policy.as_ref());
    match permission::allows(policy, &arn, ACTION, &principal, &[]) {
        true => Ok(found),
        false => Err(error::access::not_authorized(account, ACTION, &arn)),
    }
}

/// Refuses a layer of another account to operations that policies cannot allow.
///
/// Errors: AccessDeniedException.
pub(crate) fn own(
    context: &RequestContext,
    layer: &LayerName,
    operation: &str,
) -> Result<(), AwsError> {
    let account = &context.scope().account;
    match layer.scope.account == *account {
        true => Ok(()),
        false => {
            let arn = layer_arn(&layer.scope, &layer.name);
            Err(error::access::not_authorized(account, operation, &arn))
        }
    }
}

/// The ARN of a version that need not be there.
pub(crate) fn arn(target: &LayerTarget) -> String {
    let layer = layer_arn(&target.layer.scope, &target.layer.name);
    format!("{layer}:{}", target.number)
}
