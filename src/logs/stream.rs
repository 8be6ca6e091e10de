//! One log stream: where its events are, and what it tells of them.

use std::sync::Arc;

use imbl::OrdSet;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::event::{Event, Place};
use super::name;
use crate::aws::identity::Scope;

/// Events of one source, such as one environment of a function.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) name: Arc<str>,
    pub(super) created_ms: i64,
    /// Of its events in their group.
    pub(super) places: OrdSet<Place>,
    pub(super) times: Option<Times>,
}

/// What a stream keeps telling of events that have gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Times {
    first_ms: i64,
    last_ms: i64,
    ingested_ms: i64,
    /// Of the latest event.
    number: u64,
}

/// Whether the two tell the same of themselves; their events are compared in their groups.
impl PartialEq for Stream {
    fn eq(&self, other: &Self) -> bool {
        (self.created_ms, self.times) == (other.created_ms, other.times)
    }
}

impl Stream {
    pub(super) fn new(name: &str, created_ms: i64) -> Self {
        Self {
            name: name.into(),
            created_ms,
            places: OrdSet::new(),
            times: None,
        }
    }

    pub(super) fn note(&mut self, event: &Event) {
        self.places.insert(event.place);
        let Place {
            timestamp_ms,
            number,
        } = event.place;
        let times = self.times.get_or_insert(Times {
            first_ms: timestamp_ms,
            last_ms: timestamp_ms,
            ingested_ms: event.ingested_ms,
            number,
        });
        times.first_ms = times.first_ms.min(timestamp_ms);
        times.last_ms = times.last_ms.max(timestamp_ms);
        times.ingested_ms = event.ingested_ms;
        times.number = number;
    }

    /// The time of its latest event; of its making, if it has none.
    pub(super) fn last_ms(&self) -> i64 {
        self.times.map_or(self.created_ms, |times| times.last_ms)
    }

    /// As DescribeLogStreams shows it. AWS has shown 0 stored bytes for every stream since 2019.
    pub(super) fn description(&self, scope: &Scope, group: &str) -> Value {
        let mut shown = json!({
            "logStreamName": &*self.name,
            "creationTime": self.created_ms,
            "arn": name::stream_arn(scope, group, &self.name),
            "storedBytes": 0,
        });
        if let Some(times) = self.times {
            shown["firstEventTimestamp"] = times.first_ms.into();
            shown["lastEventTimestamp"] = times.last_ms.into();
            shown["lastIngestionTime"] = times.ingested_ms.into();
            shown["uploadSequenceToken"] = sequence_token(times.number).into();
        }
        shown
    }
}

/// 56 digits, which PutLogEvents takes and ignores, as AWS does since 2023.
pub(super) fn sequence_token(number: u64) -> String {
    format!("49{number:054}")
}
