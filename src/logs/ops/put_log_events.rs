//! PutLogEvents: adds a batch of events to a stream.

use serde_json::{Map, Value, json};

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::event::OVERHEAD_BYTES;
use crate::logs::input::{Input, scalar_number, scalar_text};
use crate::logs::reply::Reply;
use crate::logs::{error, name};

/// Limits of one batch (API reference, PutLogEvents).
const EVENTS_MAX: usize = 10_000;
const BYTES_MAX: usize = 1_048_576;
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
const SPAN_MAX_MS: i64 = DAY_MS;
const PAST_MAX_MS: i64 = 14 * DAY_MS;
const FUTURE_MAX_MS: i64 = 2 * HOUR_MS;

/// API reference, PutLogEvents. Sequence tokens are ignored, as AWS does since 2023; an entity is not
/// kept.
///
/// Errors: InvalidParameterException, ResourceNotFoundException for the group, then for the stream.
/// Events that are too old, too new or beyond the group's retention are left out, and named.
pub(in crate::logs) fn put_log_events(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::required_group(input)?;
    let stream = name::required_stream(input)?;
    let events = events(input)?;
    input.text("sequenceToken", 1, usize::MAX)?;
    input.finish()?;
    let (group, stream) = (group.unwrap_or_default(), stream.unwrap_or_default());
    check(&events)?;
    let now_ms = call.now_ms();
    let expired_before_ms = {
        let mut store = call.shared.store();
        let group = store.group(call.scope, &group, now_ms)?;
        if !group.streams.contains_key(stream.as_str()) {
            return Err(error::no_such_stream());
        }
        group.expired_before_ms(now_ms)
    };
    let bounds = Bounds::new(&events, now_ms, expired_before_ms);
    let taken = events.into_iter().take(bounds.end).skip(bounds.start());
    let shared = call.shared;
    let token = shared.write(call.scope, &group, &stream, taken)?;
    let mut reply = json!({ "nextSequenceToken": token });
    if let Some(rejected) = bounds.rejected() {
        reply["rejectedLogEventsInfo"] = rejected;
    }
    Ok(Reply::Json(reply))
}

/// Each event's time and message, in the order in which they came.
fn events(input: &mut Input) -> Result<Vec<(i64, String)>, AwsError> {
    let Some(items) = input.take_list("logEvents")? else {
        input.must::<()>("logEvents", None);
        return Ok(Vec::new());
    };
    let count = items.len();
    if count == 0 || count > EVENTS_MAX {
        let shown = format!("[{}]", shown(&items).join(", "));
        input.count("logEvents", count, &shown, 1, EVENTS_MAX);
        return Ok(Vec::new());
    }
    let mut events = Vec::with_capacity(count);
    for (at, item) in items.iter().enumerate() {
        let Value::Object(members) = item else {
            return Err(error::wrong_type("Unexpected field type".to_owned()));
        };
        events.push(event(input, at + 1, members)?);
    }
    Ok(events)
}

fn event(
    input: &mut Input,
    number: usize,
    members: &Map<String, Value>,
) -> Result<(i64, String), AwsError> {
    let member = |name: &str| format!("logEvents.{number}.member.{name}");
    let present = |name: &str| members.get(name).filter(|value| !value.is_null());
    let timestamp = present("timestamp").map(scalar_number).transpose()?;
    let message = present("message").map(scalar_text).transpose()?;
    let timestamp = input.must(&member("timestamp"), timestamp);
    let message = input.must(&member("message"), message);
    let violations = input.violations();
    if let Some(timestamp) = timestamp {
        violations.range(&member("timestamp"), timestamp, 0, i64::MAX);
    }
    if let Some(message) = message {
        violations.length(&member("message"), message, 1, usize::MAX);
    }
    let message = message.unwrap_or_default().to_owned();
    Ok((timestamp.unwrap_or_default(), message))
}

/// As AWS shows structures in its messages.
fn shown(items: &[Value]) -> Vec<String> {
    let member = |item: &Value, name: &str| match item.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "null".to_owned(),
    };
    let show = |item: &Value| {
        let (timestamp, message) = (member(item, "timestamp"), member(item, "message"));
        format!("InputLogEvent(timestamp={timestamp}, message={message})")
    };
    items.iter().map(show).collect()
}

/// Size, order, span.
fn check(events: &[(i64, String)]) -> Result<(), AwsError> {
    let bytes = events.iter();
    let bytes = bytes.map(|(_, message)| message.len() + OVERHEAD_BYTES);
    let bytes: usize = bytes.sum();
    if bytes > BYTES_MAX {
        return Err(error::upload_too_large(bytes, BYTES_MAX));
    }
    if !events.is_sorted_by_key(|(timestamp, _)| *timestamp) {
        return Err(error::not_in_order());
    }
    match (events.first(), events.last()) {
        (Some((first, _)), Some((last, _))) if last - first > SPAN_MAX_MS => {
            Err(error::span_too_long())
        }
        _ => Ok(()),
    }
}

/// Which events of a batch count.
struct Bounds {
    /// Behind the last that is too old.
    too_old_end: usize,
    /// Behind the last that the group's retention has ended.
    expired_end: usize,
    /// The first that is too new, or the number of events.
    end: usize,
    count: usize,
}

impl Bounds {
    fn new(events: &[(i64, String)], now_ms: i64, expired_before_ms: Option<i64>) -> Self {
        let before = |limit_ms: i64| events.partition_point(|(timestamp, _)| *timestamp < limit_ms);
        Self {
            too_old_end: before(now_ms - PAST_MAX_MS),
            expired_end: expired_before_ms.map_or(0, before),
            end: before(now_ms + FUTURE_MAX_MS + 1),
            count: events.len(),
        }
    }

    fn start(&self) -> usize {
        self.too_old_end.max(self.expired_end)
    }

    fn rejected(&self) -> Option<Value> {
        let mut rejected = Map::new();
        if self.too_old_end > 0 {
            rejected.insert("tooOldLogEventEndIndex".into(), self.too_old_end.into());
        }
        if self.expired_end > self.too_old_end {
            rejected.insert("expiredLogEventEndIndex".into(), self.expired_end.into());
        }
        if self.end < self.count {
            rejected.insert("tooNewLogEventStartIndex".into(), self.end.into());
        }
        (!rejected.is_empty()).then_some(Value::Object(rejected))
    }
}
