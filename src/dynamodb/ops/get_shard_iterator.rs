//! GetShardIterator (API reference, "GetShardIterator"): where to begin reading a shard.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::stream::Stream;
use crate::dynamodb::error::stream;
use crate::dynamodb::lookup::stream_of;
use crate::dynamodb::sequence_number;
use crate::dynamodb::shard_iterator::ShardIterator;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const TYPES: [&str; 4] = [
    "TRIM_HORIZON",
    "LATEST",
    "AT_SEQUENCE_NUMBER",
    "AFTER_SEQUENCE_NUMBER",
];

#[derive(Debug, Default)]
pub(crate) struct GetShardIteratorInput {
    stream_arn: Option<String>,
    shard_id: Option<String>,
    shard_iterator_type: Option<String>,
    sequence_number: Option<String>,
}

impl Input for GetShardIteratorInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "StreamArn" => self.stream_arn = reader.string()?,
            "ShardId" => self.shard_id = reader.string()?,
            "ShardIteratorType" => self.shard_iterator_type = reader.string()?,
            "SequenceNumber" => self.sequence_number = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct GetShardIteratorOutput(ShardIterator);

impl Output for GetShardIteratorOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| w.name("ShardIterator").text(&self.0.text()));
    }
}

/// Where an iterator begins.
enum Start {
    TrimHorizon,
    Latest,
    At(u64),
    After(u64),
}

/// Errors, in order: the request's shape, what its type and sequence number have to be together,
/// ResourceNotFoundException for stream and shard, TrimmedDataAccessException.
pub(crate) fn get_shard_iterator(
    engine: &Engine,
    context: &RequestContext,
    input: GetShardIteratorInput,
) -> Result<GetShardIteratorOutput, AwsError> {
    let start = check(&input)?;
    let stream_arn = input.stream_arn.unwrap_or_default();
    let stream = stream_of(engine, context, &stream_arn, "GetShardIterator")?;
    if input.shard_id.as_ref() != Some(&stream.about().shard_id) {
        return Err(stream::shard_not_found());
    }
    Ok(GetShardIteratorOutput(ShardIterator {
        stream_arn,
        position: first_position(&stream, start)?,
        issued_ms: engine.clock.unix_ms(),
    }))
}

/// The position of the first record that the iterator gives.
fn first_position(stream: &Stream, start: Start) -> Result<u64, AwsError> {
    let (trimmed, newest) = (stream.trimmed_through(), stream.newest());
    let in_shard = |position: u64| match position {
        position if position > newest => Err(stream::sequence_number_of_another_shard()),
        position if position < trimmed => Err(stream::trimmed()),
        position => Ok(position),
    };
    match start {
        Start::TrimHorizon => Ok(trimmed + 1),
        Start::Latest => Ok(newest + 1),
        // The shard's start stands right before its first record.
        Start::At(position) => in_shard(position).map(|at| at.max(trimmed + 1)),
        Start::After(position) => in_shard(position).map(|at| at + 1),
    }
}

fn check(input: &GetShardIteratorInput) -> Result<Start, AwsError> {
    let number = input.sequence_number.as_deref();
    let kind = input.shard_iterator_type.as_deref();
    let mut constraints = Constraints::default();
    constraints.not_null("streamArn", input.stream_arn.as_ref());
    constraints.not_null("shardId", input.shard_id.as_ref());
    constraints.length("shardId", input.shard_id.as_deref(), 28, 65);
    constraints.not_null("shardIteratorType", kind.as_ref());
    constraints.one_of("shardIteratorType", kind, &TYPES);
    constraints.length("sequenceNumber", number, 21, 40);
    constraints.check()?;
    let position = || {
        let position = number.and_then(sequence_number::position);
        position.ok_or_else(stream::invalid_sequence_number)
    };
    match kind {
        Some("AT_SEQUENCE_NUMBER") => position().map(Start::At),
        Some("AFTER_SEQUENCE_NUMBER") => position().map(Start::After),
        _ if number.is_some() => Err(stream::sequence_number_not_allowed()),
        Some("LATEST") => Ok(Start::Latest),
        _ => Ok(Start::TrimHorizon),
    }
}
