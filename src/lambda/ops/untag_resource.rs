//! UntagResource: takes tags from a function.

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
    let name = tags::function(resource, scope, violations)?;
    tags::change(&control.registry, scope, &name, |mut old| {
        old.retain(|key, _| !keys.contains(key));
        Ok(old)
    })
}
