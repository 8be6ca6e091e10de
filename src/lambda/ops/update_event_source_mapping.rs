//! UpdateEventSourceMapping: gives a mapping other settings, or pauses it.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::event_source::mapping::{State, Wish};
use crate::lambda::event_source::request;
use crate::lambda::event_source::settings::Settings;
use crate::lambda::wire::event_source_mapping::{
    EventSourceMappingConfiguration, EventSourceMappingInput,
};

/// What the request does not say stays. A batch that is at work ends first; then the mapping goes on
/// where it was.
///
/// AWS's page: API_UpdateEventSourceMapping.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException; ResourceInUseException for a
/// mapping that is being deleted; InvalidParameterValueException.
pub(crate) fn update_event_source_mapping(
    control: &ControlPlane,
    context: &RequestContext,
    uuid: &str,
    input: &EventSourceMappingInput,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let scope = context.scope();
    let name = request::check(input, false)?;
    let mapping = control.mappings.find(scope, uuid)?;
    let function_arn = match &name {
        Some(name) => Some(request::function(&control.registry, scope, name)?),
        None => None,
    };
    let now_ms = control.clock.unix_ms();
    let shown = mapping.show(|shown| {
        if shown.state == State::Deleting {
            return Err(error::event_source::mapping_in_use("update"));
        }
        let was_enabled = shown.settings.enabled;
        let mut settings = Settings::clone(&shown.settings);
        if let Some(function_arn) = function_arn {
            settings.function_arn = function_arn;
        }
        let settings = request::change(settings, input)?;
        shown.state = match (was_enabled, settings.enabled) {
            (true, false) => State::Disabling,
            (false, true) => State::Enabling,
            _ => State::Updating,
        };
        shown.settings = Arc::new(settings);
        shown.modified_ms = now_ms;
        mapping.wish(Wish::Follow(Arc::clone(&shown.settings)));
        Ok(shown.clone())
    })?;
    Ok(EventSourceMappingConfiguration::of(&mapping, &shown))
}
