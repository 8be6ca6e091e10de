//! PublishVersion: keeps what `$LATEST` is now under a number of its own.

use std::sync::Arc;

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::name::FunctionName;
use crate::lambda::revision;
use crate::lambda::wire::function_configuration::{FunctionConfiguration, Life};
use crate::lambda::wire::publish_version::PublishVersionInput;

/// AWS's page: API_PublishVersion. Without a change since the last version, that one is the answer.
///
/// Errors, in this order: ValidationException (Description); ResourceNotFoundException;
/// PreconditionFailedException (RevisionId); InvalidParameterValueException (CodeSha256).
pub(crate) fn publish_version(
    control: &ControlPlane,
    context: &RequestContext,
    name: &FunctionName,
    input: PublishVersionInput,
) -> Result<FunctionConfiguration, AwsError> {
    let mut violations = Violations::default();
    if let Some(description) = &input.description {
        violations.length("description", description, 0, 256);
    }
    violations.finish(Some(()))?;
    if input.publish_to {
        return Err(error::request::parameter_not_available("PublishTo"));
    }
    let scope = context.scope();
    let name = name.latest(scope)?;
    let published = control.registry.change(scope, name, |function| {
        revision::check(input.revision_id.as_deref(), function)?;
        let current = function.latest.version.code.sha256();
        if let Some(given) = &input.code_sha256
            && *given != current
        {
            return Err(error::version::code_differs(given, &current));
        }
        if let Some(unchanged) = function.unchanged_since_publish() {
            return Ok(Arc::clone(unchanged));
        }
        let published = function.publish(input.description, control.clock.uuid());
        revision::renew(function, control.clock.uuid());
        Ok(published)
    })?;
    // A version with SnapStart is Pending while its snapshot is taken.
    let life = match published.snap_start {
        true => Life::Pending,
        false => Life::Active,
    };
    Ok(FunctionConfiguration::of(&published, life, true))
}
