//! DeleteEventSourceMapping: ends a mapping.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::event_source::mapping::{State, Wish};
use crate::lambda::wire::event_source_mapping::EventSourceMappingConfiguration;

/// The mapping is gone when the batch that is at work has ended.
///
/// AWS's page: API_DeleteEventSourceMapping.
///
/// Errors: ResourceNotFoundException; ResourceInUseException for one that is being deleted.
pub(crate) fn delete_event_source_mapping(
    control: &ControlPlane,
    context: &RequestContext,
    uuid: &str,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let mapping = control.mappings.find(context.scope(), uuid)?;
    let now_ms = control.clock.unix_ms();
    let shown = mapping.show(|shown| {
        if shown.state == State::Deleting {
            return Err(error::event_source::mapping_in_use("delete"));
        }
        shown.state = State::Deleting;
        shown.modified_ms = now_ms;
        mapping.wish(Wish::End);
        Ok(shown.clone())
    })?;
    Ok(EventSourceMappingConfiguration::of(&mapping, &shown))
}
