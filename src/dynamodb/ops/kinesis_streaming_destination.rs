//! EnableKinesisStreamingDestination, DisableKinesisStreamingDestination,
//! UpdateKinesisStreamingDestination and DescribeKinesisStreamingDestination (API reference).
//! Destinations are kept and shown; there is no Kinesis here that records could go to.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{Definition, KinesisDestination};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::kinesis as refuse;
use crate::dynamodb::lookup::named_table;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::table::read_structure;
use crate::dynamodb::wire::writer::Writer;

const ENABLE: &str = "EnableKinesisStreamingConfiguration";
const UPDATE: &str = "UpdateKinesisStreamingConfiguration";
const PRECISION: &str = "ApproximateCreationDateTimePrecision";
const PRECISIONS: [&str; 2] = ["MILLISECOND", "MICROSECOND"];
/// What a destination has that was enabled without one.
const DEFAULT_PRECISION: &str = PRECISIONS[0];

#[derive(Debug, Default)]
pub(crate) struct KinesisInput {
    table_name: Option<String>,
    stream_arn: Option<String>,
    enable: Option<SentConfiguration>,
    update: Option<SentConfiguration>,
}

#[derive(Clone, Debug, Default)]
struct SentConfiguration {
    precision: Option<String>,
}

impl Input for KinesisInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "StreamArn" => self.stream_arn = reader.string()?,
            ENABLE => self.enable = read_configuration(reader, ENABLE)?,
            UPDATE => self.update = read_configuration(reader, UPDATE)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_configuration(
    reader: &mut Reader<'_>,
    class: &'static str,
) -> Wire<Option<SentConfiguration>> {
    read_structure(
        reader,
        class,
        Place::Member,
        |reader, name, sent: &mut SentConfiguration| {
            match name {
                PRECISION => sent.precision = reader.string()?,
                _ => reader.skip()?,
            }
            Ok(())
        },
    )
}

/// What became of one destination.
pub(crate) struct KinesisOutput {
    table: String,
    stream_arn: String,
    status: &'static str,
    /// The member that echoes the request's configuration, and its precision.
    configuration: Option<(&'static str, Option<String>)>,
}

impl Output for KinesisOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("TableName").text(&self.table);
            w.name("StreamArn").text(&self.stream_arn);
            w.name("DestinationStatus").quoted(self.status);
            if let Some((member, precision)) = &self.configuration {
                w.name(member).object(|w| {
                    if let Some(precision) = precision {
                        w.name(PRECISION).text(precision);
                    }
                });
            }
        });
    }
}

pub(crate) struct DestinationsOutput(Arc<Definition>);

impl Output for DestinationsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("TableName").text(&self.0.name);
            w.name("KinesisDataStreamDestinations")
                .list(&self.0.kinesis, |w, destination| {
                    w.object(|w| {
                        w.name("StreamArn").text(&destination.stream_arn);
                        w.name("DestinationStatus")
                            .quoted(match destination.active {
                                true => "ACTIVE",
                                false => "DISABLED",
                            });
                        if let Some(precision) = &destination.precision {
                            w.name(PRECISION).text(precision);
                        }
                    });
                });
        });
    }
}

/// Errors, in order: the request's shape, ResourceNotFoundException, a destination that is active.
pub(crate) fn enable_kinesis_streaming_destination(
    engine: &Engine,
    context: &RequestContext,
    input: KinesisInput,
) -> Result<KinesisOutput, AwsError> {
    let sent = input.enable.clone().unwrap_or_default();
    let action = "EnableKinesisStreamingDestination";
    change(engine, context, input, action, |definition, stream_arn| {
        let destinations = &mut definition.kinesis;
        if destinations.iter().any(|own| own.active) {
            return Err(refuse::one_is_active());
        }
        destinations.retain(|own| own.stream_arn != stream_arn);
        destinations.push(KinesisDestination {
            stream_arn: stream_arn.to_owned(),
            active: true,
            precision: sent.precision.clone(),
        });
        Ok(("ENABLING", Some((ENABLE, sent.precision))))
    })
}

/// Errors, in order: the request's shape, a configuration, ResourceNotFoundException, a destination
/// that is not active.
pub(crate) fn disable_kinesis_streaming_destination(
    engine: &Engine,
    context: &RequestContext,
    input: KinesisInput,
) -> Result<KinesisOutput, AwsError> {
    let configured = input.enable.as_ref();
    if configured.is_some_and(|sent| sent.precision.is_some()) {
        return Err(refuse::disabled_with_configuration());
    }
    let action = "DisableKinesisStreamingDestination";
    change(engine, context, input, action, |definition, stream_arn| {
        let own = active(definition, stream_arn).ok_or_else(refuse::not_active_to_disable)?;
        own.active = false;
        Ok(("DISABLING", None))
    })
}

/// Errors, in order: the request's shape, no configuration, ResourceNotFoundException, a
/// destination that is not active, a precision that it has already.
pub(crate) fn update_kinesis_streaming_destination(
    engine: &Engine,
    context: &RequestContext,
    input: KinesisInput,
) -> Result<KinesisOutput, AwsError> {
    let precision = input.update.clone().and_then(|sent| sent.precision);
    let precision = precision.ok_or_else(refuse::nothing_to_update)?;
    let action = "UpdateKinesisStreamingDestination";
    change(engine, context, input, action, |definition, stream_arn| {
        let (table, id) = (definition.name.clone(), definition.id.clone());
        let own = active(definition, stream_arn)
            .ok_or_else(|| refuse::not_active_to_update(&table, stream_arn))?;
        if own.precision.as_deref().unwrap_or(DEFAULT_PRECISION) == precision {
            return Err(refuse::precision_unchanged(&precision, &id, stream_arn));
        }
        own.precision = Some(precision.clone());
        Ok(("UPDATING", Some((UPDATE, Some(precision)))))
    })
}

/// Errors, in order: the name, ResourceNotFoundException.
pub(crate) fn describe_kinesis_streaming_destination(
    engine: &Engine,
    context: &RequestContext,
    input: KinesisInput,
) -> Result<DestinationsOutput, AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.check()?;
    let name = input.table_name.unwrap_or_default();
    let table = named_table(
        engine,
        context,
        &name,
        "DescribeKinesisStreamingDestination",
    )?;
    Ok(DestinationsOutput(Arc::clone(&table.state().definition)))
}

fn active<'a>(
    definition: &'a mut Definition,
    stream_arn: &str,
) -> Option<&'a mut KinesisDestination> {
    let mut destinations = definition.kinesis.iter_mut();
    destinations.find(|own| own.active && own.stream_arn == stream_arn)
}

/// The status that an answer tells, and the configuration that it echoes.
type Told = (&'static str, Option<(&'static str, Option<String>)>);

/// Changes the destinations of the request's table.
fn change(
    engine: &Engine,
    context: &RequestContext,
    input: KinesisInput,
    action: &'static str,
    change: impl FnOnce(&mut Definition, &str) -> Result<Told, AwsError>,
) -> Result<KinesisOutput, AwsError> {
    check_shape(&input)?;
    let name = input.table_name.unwrap_or_default();
    let stream_arn = input.stream_arn.unwrap_or_default();
    let table = named_table(engine, context, &name, action)?;
    table.change(|state| {
        let mut definition = (*state.definition).clone();
        let (status, configuration) = change(&mut definition, &stream_arn)?;
        let table = definition.name.clone();
        state.definition = Arc::new(definition);
        Ok(KinesisOutput {
            table,
            stream_arn,
            status,
            configuration,
        })
    })
}

fn check_shape(input: &KinesisInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    let arn = input.stream_arn.as_deref();
    constraints.not_null("streamArn", arn.as_ref());
    constraints.length("streamArn", arn, 37, 1024);
    for (member, sent) in [
        ("enableKinesisStreamingConfiguration", &input.enable),
        ("updateKinesisStreamingConfiguration", &input.update),
    ] {
        let precision = sent.as_ref().and_then(|sent| sent.precision.as_deref());
        let path = format!("{member}.approximateCreationDateTimePrecision");
        constraints.one_of(&path, precision, &PRECISIONS);
    }
    constraints.check()
}
