//! GetEventSourceMapping: what a mapping is set to, and how it does.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::wire::event_source_mapping::EventSourceMappingConfiguration;

/// AWS's page: API_GetEventSourceMapping.
///
/// Errors: ResourceNotFoundException.
pub(crate) fn get_event_source_mapping(
    control: &ControlPlane,
    context: &RequestContext,
    uuid: &str,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let mapping = control.mappings.find(context.scope(), uuid)?;
    let shown = mapping.shown();
    Ok(EventSourceMappingConfiguration::of(&mapping, &shown))
}
