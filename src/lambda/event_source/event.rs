//! The event that a function gets for a batch.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use super::tumbling::Window;
use crate::aws::time::{from_unix_ms, iso_seconds};
use crate::bus::streams::Record;

/// What a tumbling window adds to an event (Developer Guide, "DynamodbTimeWindowEvent").
#[derive(Clone, Copy, Debug)]
pub(super) struct InWindow<'a> {
    pub(super) window: &'a Window,
    pub(super) shard_id: &'a str,
    pub(super) stream_arn: &'a str,
    pub(super) is_final: bool,
    /// The window's state was too long.
    pub(super) ends_early: bool,
}

/// `{"Records": […]}`, and what a window adds.
pub(super) fn of(records: &[Record], in_window: Option<InWindow<'_>>) -> Bytes {
    let mut text = String::with_capacity(records_bytes(records) + 512);
    text.push_str("{\"Records\":[");
    for (index, record) in records.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&record.json);
    }
    text.push(']');
    if let Some(in_window) = in_window {
        let more = More::of(&in_window);
        let more = serde_json::to_string(&more).expect("a window has text keys only");
        // Its members follow the records.
        text.push(',');
        text.push_str(more.strip_prefix('{').unwrap_or(&more));
    } else {
        text.push('}');
    }
    Bytes::from(text)
}

/// What records take in an event, with what is between them.
pub(super) fn records_bytes(records: &[Record]) -> usize {
    records.iter().map(|record| record.json.len() + 1).sum()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct More<'a> {
    window: Span,
    state: &'a RawValue,
    shard_id: &'a str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    is_final_invoke_for_window: bool,
    is_window_terminated_early: bool,
}

#[derive(Serialize)]
struct Span {
    start: String,
    end: String,
}

impl<'a> More<'a> {
    fn of(own: &InWindow<'a>) -> Self {
        let moment = |ms| iso_seconds(from_unix_ms(ms));
        Self {
            window: Span {
                start: moment(own.window.start_ms),
                end: moment(own.window.end_ms),
            },
            state: &own.window.state,
            shard_id: own.shard_id,
            event_source_arn: own.stream_arn,
            is_final_invoke_for_window: own.is_final,
            is_window_terminated_early: own.ends_early,
        }
    }
}
