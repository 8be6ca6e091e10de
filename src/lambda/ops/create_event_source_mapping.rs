//! CreateEventSourceMapping: runs a function for the records of a stream.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::bus::streams::{Start, Stream, StreamProblem};
use crate::lambda::control::ControlPlane;
use crate::lambda::event_source::mapping::{Mapping, NO_RECORDS, Shown, State};
use crate::lambda::event_source::poller::Pollers;
use crate::lambda::event_source::request;
use crate::lambda::event_source::settings::Settings;
use crate::lambda::event_source::source::Source;
use crate::lambda::wire::event_source_mapping::{
    EventSourceMappingConfiguration, EventSourceMappingInput,
};
use crate::lambda::{error, tags};

/// Reading begins at once, where the request says. What Kinesis, SQS and others would be asked for is
/// never there: RustStack has streams of DynamoDB alone.
///
/// AWS's page: API_CreateEventSourceMapping.
///
/// Errors, in this order (recorded as far as they meet): ValidationException;
/// InvalidParameterValueException for the source, for other members, for the function, for a source that
/// is not there; ResourceConflictException.
pub(crate) async fn create_event_source_mapping(
    control: &ControlPlane,
    pollers: &Pollers,
    context: &RequestContext,
    input: EventSourceMappingInput,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let scope = context.scope();
    let name = request::check(&input, true)?;
    let (source, arn) = request::source(&input)?;
    let settings = match source {
        Source::DynamoDb => Some(request::change(Settings::new(String::new()), &input)?),
        _ => None,
    };
    let name = name.ok_or_else(error::event_source::no_function_for_source)?;
    let function_arn = request::function(&control.registry, scope, &name)?;
    let Some(settings) = settings else {
        return Err(error::event_source::no_such_source(source, arn));
    };
    let tags = tags::accept(input.tags.clone().unwrap_or_default())?;
    let start = match input.starting_position.as_deref() {
        Some("LATEST") => Start::Newest,
        _ => Start::Oldest,
    };
    let behind = begin(control, context, arn, start).await?;
    let shown = Shown {
        settings: Arc::new(Settings {
            function_arn,
            ..settings
        }),
        state: State::Creating,
        modified_ms: control.clock.unix_ms(),
        result: NO_RECORDS.into(),
        tags,
    };
    let mapping = Arc::new(Mapping::new(
        control.clock.uuid(),
        scope.clone(),
        arn.to_owned(),
        input.starting_position.clone().unwrap_or_default(),
        behind,
        shown.clone(),
    ));
    control.mappings.add(&mapping)?;
    pollers.start(Arc::clone(&mapping));
    Ok(EventSourceMappingConfiguration::of(&mapping, &shown))
}

/// A stream of another account or region is not found, as one that is not there.
async fn begin(
    control: &ControlPlane,
    context: &RequestContext,
    arn: &str,
    start: Start,
) -> Result<u128, AwsError> {
    let streams = control.bus.streams();
    let streams =
        streams.ok_or_else(|| error::event_source::no_such_source(Source::DynamoDb, arn))?;
    let reader = context.scope();
    match streams.begin(Stream { reader, arn }, start).await {
        Ok(behind) => Ok(behind),
        Err(StreamProblem::NotFound | StreamProblem::Trimmed(_)) => {
            Err(error::event_source::no_such_source(Source::DynamoDb, arn))
        }
    }
}
