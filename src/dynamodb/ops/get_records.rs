//! GetRecords (API reference, "GetRecords"): the records behind an iterator, up to 1000 or 1 MB.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::record::Record;
use crate::dynamodb::engine::view::ViewType;
use crate::dynamodb::error::stream;
use crate::dynamodb::lookup::{is_stream_arn, stream_of};
use crate::dynamodb::shard_iterator::ShardIterator;
use crate::dynamodb::stream_record::write_record;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const RECORDS_MAX: i64 = 1000;

#[derive(Debug, Default)]
pub(crate) struct GetRecordsInput {
    shard_iterator: Option<String>,
    limit: Option<i32>,
}

impl Input for GetRecordsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "ShardIterator" => self.shard_iterator = reader.string()?,
            "Limit" => self.limit = reader.integer()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct GetRecordsOutput {
    records: Vec<Arc<Record>>,
    view: ViewType,
    region: String,
    /// None if the shard is closed and read to its end.
    next: Option<ShardIterator>,
}

impl Output for GetRecordsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Records").list(&self.records, |w, record| {
                let source = None;
                write_record(w, record, self.view, &self.region, source);
            });
            if let Some(next) = &self.next {
                w.name("NextShardIterator").text(&next.text());
            }
        });
    }
}

/// Errors, in order: the request's shape, ExpiredIteratorException, ResourceNotFoundException,
/// TrimmedDataAccessException.
pub(crate) fn get_records(
    engine: &Engine,
    context: &RequestContext,
    input: GetRecordsInput,
) -> Result<GetRecordsOutput, AwsError> {
    let limit = check_limit(&input)?;
    let text = input.shard_iterator.unwrap_or_default();
    let iterator = ShardIterator::parse(&text).filter(|own| is_stream_arn(&own.stream_arn));
    let iterator = iterator.ok_or_else(stream::invalid_iterator)?;
    let now_ms = engine.clock.unix_ms();
    if iterator.has_expired(now_ms) {
        return Err(stream::expired_iterator());
    }
    let stream = stream_of(engine, context, &iterator.stream_arn, "GetRecords")?;
    let batch = stream.read(iterator.position, limit);
    let batch = batch.map_err(|_| stream::trimmed())?;
    Ok(GetRecordsOutput {
        records: batch.records,
        view: stream.about().view,
        region: context.scope().region.as_str().to_owned(),
        next: batch.next.map(|position| ShardIterator {
            stream_arn: iterator.stream_arn,
            position,
            issued_ms: now_ms,
        }),
    })
}

fn check_limit(input: &GetRecordsInput) -> Result<usize, AwsError> {
    let limit = input.limit.map(i64::from);
    let text = input.shard_iterator.as_deref();
    let mut constraints = Constraints::default();
    constraints.not_null("shardIterator", text.as_ref());
    constraints.length("shardIterator", text, 1, 2048);
    constraints.at_least("limit", limit, 1);
    constraints.check()?;
    match limit.unwrap_or(RECORDS_MAX) {
        limit if limit > RECORDS_MAX => Err(stream::too_many_records(RECORDS_MAX)),
        limit => Ok(limit as usize),
    }
}
