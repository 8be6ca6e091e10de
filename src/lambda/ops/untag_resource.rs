//! UntagResource: takes tags from a function or an event source mapping.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::tags;

/// AWS's page: API_UntagResource. Keys that are not there are no error.
///
/// Errors: ValidationException (recorded for no key at all); those of [`tags::function`].
pub(crate) fn untag_resource(
    control: &ControlPlane,
    context: &RequestContext,
    resource: &str,
    keys: &[String],
) -> Result<(), AwsError> {
    let mut violations = Violations::default();
    if keys.is_empty() {
        violations.missing("tagKeys");
    }
    let scope = context.scope();
    if let Some(mapping) = control
        .mappings
        .of_arn(scope, resource)
        .filter(|_| !keys.is_empty())
    {
        mapping.show(|shown| shown.tags.retain(|key, _| !keys.contains(key)));
        return Ok(());
    }
    let registry = &control.registry;
    if !keys.is_empty() && tags::is_code_signing(registry, scope, resource) {
        return tags::change_code_signing(registry, scope, resource, |mut old| {
            old.retain(|key, _| !keys.contains(key));
            Ok(old)
        });
    }
    let name = tags::function(resource, scope, violations)?;
    tags::change(&control.registry, scope, &name, |mut old| {
        old.retain(|key, _| !keys.contains(key));
        Ok(old)
    })
}
