//! DescribeLogStreams: a page of a group's streams, by name or by their latest event.

use serde_json::{Value, json};

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::stream::Stream;
use crate::logs::{error, name, token};

const LIMIT_MAX: i64 = 50;

/// API reference, DescribeLogStreams.
///
/// Errors: InvalidParameterException; ValidationException for a group that is named twice or never;
/// ResourceNotFoundException.
pub(in crate::logs) fn describe_log_streams(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::either(input)?;
    let prefix = name::stream(input, "logStreamNamePrefix")?;
    let order = input.one_of("orderBy", &["LogStreamName", "LastEventTime"])?;
    let is_descending = input.boolean("descending")?.unwrap_or_default();
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, LIMIT_MAX)?;
    input.finish()?;
    let group = name::chosen(call.scope, group)?;
    let by_time = order.as_deref() == Some("LastEventTime");
    if by_time && prefix.is_some() {
        return Err(error::order_with_prefix());
    }
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group, call.now_ms())?;
    let prefix = prefix.unwrap_or_default();
    let key = |stream: &Stream| Key::of(stream, by_time);
    let mut streams: Vec<&Stream> = group
        .streams
        .values()
        .filter(|stream| stream.name.starts_with(&prefix))
        .collect();
    streams.sort_by_key(|stream| key(stream));
    if is_descending {
        streams.reverse();
    }
    if let Some(token) = token {
        let last = Key::read(&token::read_behind(&token)?)?;
        streams.retain(|stream| match is_descending {
            true => key(stream) < last,
            false => key(stream) > last,
        });
    }
    let limit = limit.unwrap_or(LIMIT_MAX) as usize;
    let has_more = streams.len() > limit;
    streams.truncate(limit);
    let describe = |stream: &&Stream| stream.description(call.scope, &group.name);
    let shown: Vec<Value> = streams.iter().map(describe).collect();
    let mut reply = json!({ "logStreams": shown });
    if let Some(last) = streams.last().filter(|_| has_more) {
        reply["nextToken"] = token::behind(&key(last).to_text()).into();
    }
    Ok(Reply::Json(reply))
}

/// What streams are ordered by; no two of a group have the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// 0 in the order of names.
    last_ms: i64,
    name: String,
}

impl Key {
    fn of(stream: &Stream, by_time: bool) -> Self {
        Self {
            last_ms: if by_time { stream.last_ms() } else { 0 },
            name: (*stream.name).to_owned(),
        }
    }

    fn to_text(&self) -> String {
        format!("{}:{}", self.last_ms, self.name)
    }

    fn read(text: &str) -> Result<Self, AwsError> {
        let parts = text.split_once(':');
        let (last_ms, name) = parts.ok_or_else(error::invalid_token)?;
        Ok(Self {
            last_ms: last_ms.parse().map_err(|_| error::invalid_token())?,
            name: name.to_owned(),
        })
    }
}
