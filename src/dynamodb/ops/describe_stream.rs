//! DescribeStream (API reference, "DescribeStream"). A stream has one shard, which is closed when the
//! stream ends and has no children.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::write_key;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::stream::Stream;
use crate::dynamodb::error::stream;
use crate::dynamodb::lookup::stream_of;
use crate::dynamodb::sequence_number;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::scalars::Place;
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const PAGE_SHARDS_MAX: i64 = 100;
/// Characters of a shard's id.
const SHARD_ID_MIN: usize = 28;
const SHARD_ID_MAX: usize = 65;

#[derive(Debug, Default)]
pub(crate) struct DescribeStreamInput {
    stream_arn: Option<String>,
    limit: Option<i32>,
    exclusive_start_shard_id: Option<String>,
    filter: Option<SentFilter>,
}

#[derive(Debug, Default)]
struct SentFilter {
    kind: Option<String>,
    shard_id: Option<String>,
}

impl Input for DescribeStreamInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "StreamArn" => self.stream_arn = reader.string()?,
            "Limit" => self.limit = reader.integer()?,
            "ExclusiveStartShardId" => self.exclusive_start_shard_id = reader.string()?,
            "ShardFilter" => self.filter = read_filter(reader)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_filter(reader: &mut Reader<'_>) -> Wire<Option<SentFilter>> {
    let mut sent = SentFilter::default();
    let there = reader.structure("ShardFilter", Place::Member, |reader, name| {
        match &*name {
            "Type" => sent.kind = reader.string()?,
            "ShardId" => sent.shard_id = reader.string()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(there.then_some(sent))
}

pub(crate) struct DescribeStreamOutput {
    stream: Stream,
    /// Whether the page holds the shard.
    with_shard: bool,
}

impl Output for DescribeStreamOutput {
    fn write(&self, writer: &mut Writer) {
        let about = self.stream.about();
        let status = match self.stream.has_ended() {
            true => "DISABLED",
            false => "ENABLED",
        };
        let description = |w: &mut Writer| {
            w.name("StreamArn").text(&about.arn);
            w.name("StreamLabel").text(&about.label);
            w.name("StreamStatus").text(status);
            w.name("StreamViewType").text(about.view.name());
            w.name("CreationRequestDateTime").moment(about.created_ms);
            w.name("TableName").text(&about.table_name);
            write_key(w.name("KeySchema"), &about.key);
            let shards = self.with_shard.then_some(&self.stream);
            w.name("Shards").list(shards, write_shard);
        };
        writer.object(|w| w.name("StreamDescription").object(description));
    }
}

/// A shard starts before its first record, so that every kind of iterator can start there.
fn write_shard(w: &mut Writer, stream: &Stream) {
    w.object(|w| {
        w.name("ShardId").text(&stream.about().shard_id);
        w.name("SequenceNumberRange").object(|w| {
            let start = sequence_number::of_position(stream.trimmed_through());
            w.name("StartingSequenceNumber").quoted(&start);
            if stream.has_ended() {
                let end = sequence_number::of_position(stream.newest());
                w.name("EndingSequenceNumber").quoted(&end);
            }
        });
    });
}

/// Errors, in order: the request's shape, ResourceNotFoundException.
pub(crate) fn describe_stream(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeStreamInput,
) -> Result<DescribeStreamOutput, AwsError> {
    check_shape(&input)?;
    let stream = stream_of(
        engine,
        context,
        &input.stream_arn.unwrap_or_default(),
        "DescribeStream",
    )?;
    let shard_id = stream.about().shard_id.as_str();
    let start = input.exclusive_start_shard_id.as_deref();
    let with_shard = input.filter.is_none() && start.is_none_or(|start| shard_id > start);
    Ok(DescribeStreamOutput { stream, with_shard })
}

fn check_shape(input: &DescribeStreamInput) -> Result<(), AwsError> {
    let limit = input.limit.map(i64::from);
    let mut constraints = Constraints::default();
    constraints.not_null("streamArn", input.stream_arn.as_ref());
    constraints.at_least("limit", limit, 1);
    let start = input.exclusive_start_shard_id.as_deref();
    let start_path = "exclusiveStartShardId";
    constraints.length(start_path, start, SHARD_ID_MIN, SHARD_ID_MAX);
    if let Some(filter) = &input.filter {
        constraints.not_null("shardFilter.type", filter.kind.as_ref());
        let kind = filter.kind.as_deref();
        constraints.one_of("shardFilter.type", kind, &["CHILD_SHARDS"]);
        constraints.not_null("shardFilter.shardId", filter.shard_id.as_ref());
        let shard_id = filter.shard_id.as_deref();
        constraints.length("shardFilter.shardId", shard_id, SHARD_ID_MIN, SHARD_ID_MAX);
    }
    constraints.check()?;
    match limit.is_some_and(|limit| limit > PAGE_SHARDS_MAX) {
        true => Err(stream::too_many_shards(PAGE_SHARDS_MAX)),
        false => Ok(()),
    }
}
