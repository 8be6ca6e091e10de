//! ListTags: the tags of a function, an event source mapping or a code signing configuration.

use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::name::FunctionName;
use crate::lambda::tags;
use crate::lambda::wire::tags::ListTagsOutput;

/// AWS's page: API_ListTags.
///
/// Errors: those of [`tags::function`].
pub(crate) fn list_tags(
    control: &ControlPlane,
    context: &RequestContext,
    resource: &str,
) -> Result<ListTagsOutput, AwsError> {
    let scope = context.scope();
    if let Some(mapping) = control.mappings.of_arn(scope, resource) {
        let tags = mapping.shown().tags;
        return Ok(ListTagsOutput { tags });
    }
    if let Some(config) = control.registry.code_signing(scope).get(resource) {
        let tags = config.tags.clone();
        return Ok(ListTagsOutput { tags });
    }
    let name = tags::function(resource, scope, Violations::default())?;
    let name = FunctionName::parse_plain(&name)?;
    let found = control.registry.find(scope, &name, None)?;
    Ok(ListTagsOutput {
        tags: found.function.tags.clone(),
    })
}
