//! ListStreams (API reference, "ListStreams"): streams by ARN, up to 100 a page, those included that
//! ended within a day.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::stream::Stream;
use crate::dynamodb::error::stream;
use crate::dynamodb::lookup::is_stream_arn;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const PAGE_STREAMS_MAX: i64 = 100;

#[derive(Debug, Default)]
pub(crate) struct ListStreamsInput {
    table_name: Option<String>,
    limit: Option<i32>,
    exclusive_start_stream_arn: Option<String>,
}

impl Input for ListStreamsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "Limit" => self.limit = reader.integer()?,
            "ExclusiveStartStreamArn" => self.exclusive_start_stream_arn = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct ListStreamsOutput {
    streams: Vec<Stream>,
    more: bool,
}

impl Output for ListStreamsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Streams").list(&self.streams, |w, stream| {
                let about = stream.about();
                w.object(|w| {
                    w.name("StreamArn").text(&about.arn);
                    w.name("TableName").text(&about.table_name);
                    w.name("StreamLabel").text(&about.label);
                });
            });
            if let Some(last) = self.streams.last().filter(|_| self.more) {
                w.name("LastEvaluatedStreamArn").text(&last.about().arn);
            }
        });
    }
}

/// Errors: the request's shape. A table that is not there has no streams.
pub(crate) fn list_streams(
    engine: &Engine,
    context: &RequestContext,
    input: ListStreamsInput,
) -> Result<ListStreamsOutput, AwsError> {
    let table_name = input.table_name.as_deref();
    let limit = input.limit.map(i64::from);
    let mut constraints = Constraints::default();
    constraints.name_pattern("tableName", table_name);
    constraints.length("tableName", table_name, 3, 255);
    constraints.at_least("limit", limit, 1);
    constraints.check()?;
    let limit = limit.unwrap_or(PAGE_STREAMS_MAX);
    if limit > PAGE_STREAMS_MAX {
        return Err(stream::too_many_streams(PAGE_STREAMS_MAX));
    }
    let start = input.exclusive_start_stream_arn.as_deref();
    if start.is_some_and(|start| !is_stream_arn(start)) {
        return Err(stream::invalid_arn());
    }

    let found = engine.drawer(context.scope()).streams(table_name);
    let mut behind = found
        .into_iter()
        .filter(|(arn, _)| start.is_none_or(|start| arn.as_str() > start))
        .map(|(_, stream)| stream);
    let streams = behind.by_ref().take(limit as usize).collect();
    Ok(ListStreamsOutput {
        streams,
        more: behind.next().is_some(),
    })
}
