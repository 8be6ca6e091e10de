//! FilterLogEvents: a page of a group's events, of all streams or some, that match a pattern.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::event::{Event, Place};
use crate::logs::input::Input;
use crate::logs::pattern::Pattern;
use crate::logs::reply::Reply;
use crate::logs::token::Way;
use crate::logs::{error, name, token};

/// Of one page.
const EVENTS_MAX: i64 = 10_000;
const BYTES_MAX: usize = 1024 * 1024;
/// Events that are looked at while others wait; then they may come between.
const CHUNK: usize = 1000;

/// What startTime may be for pages that go backward: 2024-01-01 (API reference, FilterLogEvents).
const BACKWARD_MIN_MS: i64 = 1_704_067_200_000;

/// API reference, FilterLogEvents: in the order of their time, or against it without startFromHead; startTime
/// counts, and so does endTime. A token goes on its own way, whatever startFromHead says. Streams are always interleaved, and none are named as searched, as AWS does since 2019.
///
/// Errors: InvalidParameterException; ValidationException for a group that is named twice or never;
/// ResourceNotFoundException for the group, then for a stream that is named.
pub(in crate::logs) fn filter_log_events(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::either(input)?;
    let streams = input.texts("logStreamNames", [1, 100], [1, 512])?;
    let prefix = name::stream(input, "logStreamNamePrefix")?;
    let start_ms = input.moment("startTime")?;
    let end_ms = input.moment("endTime")?;
    let pattern = input.text("filterPattern", 0, 1024)?;
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, EVENTS_MAX)?;
    input.boolean("interleaved")?;
    input.boolean("unmask")?;
    let from_head = input.boolean("startFromHead")?;
    input.finish()?;
    let group = name::chosen(call.scope, group)?;
    if streams.is_some() && prefix.is_some() {
        return Err(error::names_and_prefix());
    }
    let pattern = Pattern::parse(&pattern.unwrap_or_default());
    let pattern = pattern.map_err(|problem| error::invalid_parameter(problem.to_string()))?;
    let from = token.as_deref().map(token::read_place).transpose()?;
    let way = match (&from, from_head) {
        (Some((way, _)), _) => *way,
        (None, Some(false)) => Way::Backward,
        (None, _) => Way::Forward,
    };
    if way == Way::Backward && start_ms.is_some_and(|start_ms| start_ms < BACKWARD_MIN_MS) {
        return Err(error::backward_before_2024());
    }
    let search = Search {
        group,
        streams,
        prefix: prefix.unwrap_or_default(),
        way,
        pattern,
        limit: limit.unwrap_or(EVENTS_MAX) as usize,
    };
    let mut range = (
        Bound::Included(Place::at(start_ms.unwrap_or(0))),
        Bound::Included(Place::last_at(end_ms.unwrap_or(i64::MAX))),
    );
    if let Some((_, place)) = from {
        search.go_on(&mut range, place);
    }
    let (events, next) = search.page(call, range)?;
    let shown: Vec<Value> = events.iter().map(|event| shown(event)).collect();
    let mut reply = json!({ "events": shown, "searchedLogStreams": [] });
    if let Some(next) = next {
        reply["nextToken"] = token::behind_place(way, next).into();
    }
    Ok(Reply::Json(reply))
}

struct Search {
    group: String,
    streams: Option<Vec<String>>,
    prefix: String,
    way: Way,
    pattern: Pattern,
    limit: usize,
}

/// The places where events are looked for.
type Range = (Bound<Place>, Bound<Place>);
/// Events of a page, and the place behind which there may be more.
type Page = (Vec<Arc<Event>>, Option<Place>);

impl Search {
    fn page(&self, call: &Call<'_>, mut range: Range) -> Result<Page, AwsError> {
        let (mut found, mut bytes): (Vec<Arc<Event>>, usize) = (Vec::new(), 0);
        loop {
            let chunk = self.chunk(call, range)?;
            for event in &chunk {
                if !self.takes(event) {
                    continue;
                }
                bytes += event.bytes();
                if let Some(last) = found.last()
                    && (found.len() == self.limit || bytes > BYTES_MAX)
                {
                    let next = last.place;
                    return Ok((found, Some(next)));
                }
                found.push(Arc::clone(event));
            }
            match chunk.last() {
                Some(last) if chunk.len() == CHUNK => self.go_on(&mut range, last.place),
                _ => return Ok((found, None)),
            }
        }
    }

    /// Leaves out what has been seen, up to a place.
    fn go_on(&self, range: &mut Range, seen: Place) {
        match self.way {
            Way::Forward => range.0 = Bound::Excluded(seen),
            Way::Backward => range.1 = Bound::Excluded(seen),
        }
    }

    /// The next events, whether they match or not.
    fn chunk(&self, call: &Call<'_>, range: Range) -> Result<Vec<Arc<Event>>, AwsError> {
        let mut store = call.shared.store();
        let group = store.group(call.scope, &self.group, call.now_ms())?;
        let mut named = self.streams.iter().flatten();
        if !named.all(|name| group.streams.contains_key(name.as_str())) {
            return Err(error::no_such_stream());
        }
        let events = group.events_within(range);
        Ok(match self.way {
            Way::Forward => events.take(CHUNK).cloned().collect(),
            Way::Backward => events.rev().take(CHUNK).cloned().collect(),
        })
    }

    fn takes(&self, event: &Event) -> bool {
        let streams = self.streams.as_ref();
        streams.is_none_or(|names| names.iter().any(|name| **name == *event.stream))
            && event.stream.starts_with(&self.prefix)
            && self.pattern.matches(&event.message)
    }
}

fn shown(event: &Event) -> Value {
    json!({
        "logStreamName": &*event.stream,
        "timestamp": event.place.timestamp_ms,
        "message": &*event.message,
        "ingestionTime": event.ingested_ms,
        "eventId": event.id(),
    })
}
