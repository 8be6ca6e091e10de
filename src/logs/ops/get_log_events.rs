//! GetLogEvents: a page of one stream's events, forward or backward.

use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::aws::error::AwsError;
use crate::logs::call::Call;
use crate::logs::event::{Event, Place};
use crate::logs::input::Input;
use crate::logs::reply::Reply;
use crate::logs::token::{Gap, Way};
use crate::logs::{error, name, token};

/// Of one page.
const EVENTS_MAX: i64 = 10_000;
const BYTES_MAX: usize = 1024 * 1024;

/// API reference, GetLogEvents: the latest events, or the earliest from the head; startTime counts,
/// endTime does not. At either end a token leads back to itself.
///
/// Errors: InvalidParameterException; ValidationException for a group that is named twice or never;
/// ResourceNotFoundException for the group, then for the stream.
pub(in crate::logs) fn get_log_events(
    call: &Call<'_>,
    input: &mut Input,
) -> Result<Reply, AwsError> {
    let group = name::either(input)?;
    let stream = name::required_stream(input)?;
    let start_ms = input.moment("startTime")?;
    let end_ms = input.moment("endTime")?;
    let token = token::next_token(input)?;
    let limit = input.number("limit", 1, EVENTS_MAX)?;
    let from_head = input.boolean("startFromHead")?.unwrap_or_default();
    input.boolean("unmask")?;
    input.finish()?;
    let group = name::chosen(call.scope, group)?;
    let from = token.as_deref().map(Gap::read).transpose()?;
    let mut store = call.shared.store();
    let group = store.group(call.scope, &group, call.now_ms())?;
    let stream = group.streams.get(stream.unwrap_or_default().as_str());
    let stream = stream.ok_or_else(error::no_such_stream)?;
    let way = match from {
        Some((way, _)) => way,
        None if from_head => Way::Forward,
        None => Way::Backward,
    };
    let gap = from.map(|(_, gap)| gap);
    let wanted = wanted(start_ms, end_ms, from);
    let limit = limit.unwrap_or(EVENTS_MAX) as usize;
    let page = match wanted {
        None => Vec::new(),
        Some((start, end)) => {
            let events = group.events_of(stream, start, end);
            match way {
                Way::Forward => first(events, limit),
                Way::Backward => {
                    let mut page = first(events.rev(), limit);
                    page.reverse();
                    page
                }
            }
        }
    };
    Ok(Reply::Json(described(&page, gap)))
}

/// The bounds of a page; `None` if nothing can be between them.
fn wanted(
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    from: Option<(Way, Gap)>,
) -> Option<(Bound<Place>, Bound<Place>)> {
    let mut start = Place::at(start_ms.unwrap_or(0));
    let mut end = end_ms.map_or(Place::at(i64::MAX), Place::at);
    match from {
        Some((Way::Forward, gap)) => start = start.max(gap.place_behind()),
        Some((Way::Backward, gap)) => end = end.min(gap.place_behind()),
        None => {}
    }
    (start < end).then_some((Bound::Included(start), Bound::Excluded(end)))
}

/// As many as fit a page.
fn first<'a>(events: impl Iterator<Item = &'a Arc<Event>>, limit: usize) -> Vec<&'a Event> {
    let mut bytes = 0;
    events
        .take(limit)
        .map(|event| &**event)
        .take_while(|event| {
            let is_first = bytes == 0;
            bytes += event.bytes();
            is_first || bytes <= BYTES_MAX
        })
        .collect()
}

/// `gap` is where the page began, should it be empty.
fn described(page: &[&Event], gap: Option<Gap>) -> Value {
    let event = |event: &&Event| {
        json!({
            "timestamp": event.place.timestamp_ms,
            "message": &*event.message,
            "ingestionTime": event.ingested_ms,
        })
    };
    let beginning = Gap {
        place: Place::at(0),
        is_behind: false,
    };
    let gap = gap.unwrap_or(beginning);
    let before = page.first().map_or(gap, |first| Gap {
        place: first.place,
        is_behind: false,
    });
    let behind = page.last().map_or(gap, |last| Gap {
        place: last.place,
        is_behind: true,
    });
    json!({
        "events": page.iter().map(event).collect::<Vec<_>>(),
        "nextForwardToken": behind.token(Way::Forward),
        "nextBackwardToken": before.token(Way::Backward),
    })
}
