//! TagResource: adds tags to a function or an event source mapping, or gives them other values.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::wire::tags::TagResourceInput;
use crate::lambda::{error, tags};

/// AWS's page: API_TagResource.
///
/// Errors, in this order: ValidationException; those of [`tags::function`];
/// InvalidParameterValueException for no tag at all, and for more than 50 in the end.
pub(crate) fn tag_resource(
    control: &ControlPlane,
    context: &RequestContext,
    resource: &str,
    input: TagResourceInput,
) -> Result<(), AwsError> {
    let scope = context.scope();
    if let (Some(mapping), Some(added)) = (control.mappings.of_arn(scope, resource), &input.tags) {
        return mapping.show(|shown| {
            shown.tags = tags::accept(shown.tags.clone().into_iter().chain(added.clone()))?;
            Ok(())
        });
    }
    let registry = &control.registry;
    if let Some(added) = &input.tags
        && !added.is_empty()
        && tags::is_code_signing(registry, scope, resource)
    {
        return tags::change_code_signing(registry, scope, resource, |old| {
            tags::accept(old.into_iter().chain(added.clone()))
        });
    }
    let mut violations = Violations::default();
    if input.tags.is_none() {
        violations.missing("tags");
    }
    let name = tags::function(resource, scope, violations)?;
    let added = input.tags.unwrap_or_default();
    if added.is_empty() {
        return Err(error::tags::not_processed());
    }
    tags::change(&control.registry, scope, &name, |old| {
        tags::accept(old.into_iter().chain(added))
    })
}
