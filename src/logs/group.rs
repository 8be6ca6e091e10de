//! One log group: its streams, their events in one order, and what is forgotten when.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;
use serde_json::{Value, json};

use super::event::{Event, Place};
use super::name;
use super::stream::Stream;
use super::subscription::Subscription;
use crate::aws::identity::Scope;

/// What one group keeps at most, counted as AWS counts; the oldest events go first.
pub(super) const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Events that one group keeps at most: short ones cost more memory than AWS counts.
const EVENTS_MAX: usize = 100_000;
/// Streams of one group; a function's oldest give way to new ones.
pub(super) const STREAMS_MAX: usize = 10_000;
/// Subscription filters of one group (AWS's quota).
pub(super) const SUBSCRIPTIONS_MAX: usize = 2;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: Arc<str>,
    pub(super) created_ms: i64,
    pub(super) class: String,
    pub(super) kms_key: Option<String>,
    /// `None` keeps events for ever.
    pub(super) retention_days: Option<i64>,
    pub(super) is_protected: bool,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) streams: OrdMap<Arc<str>, Stream>,
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    pub(super) events: OrdMap<Place, Arc<Event>>,
    bytes: usize,
}

/// Whether the two are one.
impl PartialEq for Group {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Group {}

impl Group {
    pub(super) fn new(name: &str, created_ms: i64) -> Self {
        Self {
            name: name.into(),
            created_ms,
            class: "STANDARD".to_owned(),
            kms_key: None,
            retention_days: None,
            is_protected: false,
            tags: BTreeMap::new(),
            streams: OrdMap::new(),
            subscriptions: BTreeMap::new(),
            events: OrdMap::new(),
            bytes: 0,
        }
    }

    /// Of all its events, as AWS counts them.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Events from before this moment are not kept, nor taken.
    pub(super) fn expired_before_ms(&self, now_ms: i64) -> Option<i64> {
        self.retention_days.map(|days| now_ms - days * DAY_MS)
    }

    /// Adds an event of one of its streams; the oldest give way.
    pub(super) fn add(&mut self, event: Arc<Event>) {
        if let Some(stream) = self.streams.get_mut(&event.stream) {
            stream.note(&event);
            self.take_back(event);
        }
        while self.bytes > BYTES_MAX || self.events.len() > EVENTS_MAX {
            self.drop_oldest();
        }
    }

    /// Puts an event in its place, of which its stream tells already.
    pub(super) fn take_back(&mut self, event: Arc<Event>) {
        self.drop_event(event.place);
        if let Some(stream) = self.streams.get_mut(&event.stream) {
            stream.places.insert(event.place);
        }
        self.bytes += event.bytes();
        self.events.insert(event.place, event);
    }

    /// Forgets one event.
    pub(super) fn drop_event(&mut self, place: Place) {
        if let Some(event) = self.events.remove(&place) {
            self.bytes -= event.bytes();
            if let Some(stream) = self.streams.get_mut(&event.stream) {
                stream.places.remove(&place);
            }
        }
    }

    /// Forgets every event before a place.
    pub(super) fn drop_before(&mut self, place: Place) {
        while self.events.keys().next().is_some_and(|own| *own < place) {
            self.drop_oldest();
        }
    }

    /// Whether its retention has ended something that is still there.
    pub(super) fn has_expired(&self, now_ms: i64) -> bool {
        let oldest = self.events.keys().next();
        let limit_ms = self.expired_before_ms(now_ms);
        oldest
            .zip(limit_ms)
            .is_some_and(|(oldest, limit_ms)| oldest.timestamp_ms < limit_ms)
    }

    /// Forgets what its retention has ended.
    pub(super) fn expire(&mut self, now_ms: i64) {
        let Some(limit_ms) = self.expired_before_ms(now_ms) else {
            return;
        };
        self.drop_before(Place::at(limit_ms));
    }

    /// Forgets the older half of its events.
    pub(super) fn halve(&mut self) {
        let target = self.bytes / 2;
        while self.bytes > target {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(place) = self.events.keys().next().copied() {
            self.drop_event(place);
        }
    }

    /// Removes a stream with its events; whether it was there.
    pub(super) fn remove_stream(&mut self, name: &str) -> bool {
        let Some(stream) = self.streams.remove(name) else {
            return false;
        };
        for place in stream.places {
            if let Some(event) = self.events.remove(&place) {
                self.bytes -= event.bytes();
            }
        }
        true
    }

    /// Makes room for a stream that nobody asked for: the one with the oldest last event goes.
    pub(super) fn make_room_for_stream(&mut self) {
        if self.streams.len() < STREAMS_MAX {
            return;
        }
        let oldest = self.streams.values().min_by_key(|stream| stream.last_ms());
        if let Some(name) = oldest.map(|stream| Arc::clone(&stream.name)) {
            self.remove_stream(&name);
        }
    }

    /// Its events between two bounds, in order.
    pub(super) fn events_within(
        &self,
        (start, end): (Bound<Place>, Bound<Place>),
    ) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        use Bound::{Excluded, Included};
        let is_empty = match (start, end) {
            (Included(start), Included(end)) => start > end,
            (Included(start) | Excluded(start), Included(end) | Excluded(end)) => start >= end,
            _ => false,
        };
        let range = (!is_empty).then(|| self.events.range((start, end)));
        range.into_iter().flatten().map(|(_, event)| event)
    }

    /// One stream's events between two bounds, in order.
    pub(super) fn events_of<'a>(
        &'a self,
        stream: &'a Stream,
        start: Bound<Place>,
        end: Bound<Place>,
    ) -> impl DoubleEndedIterator<Item = &'a Arc<Event>> {
        let places = stream.places.range((start, end));
        places.filter_map(|place| self.events.get(place))
    }

    /// As DescribeLogGroups shows it (recorded).
    pub(super) fn description(&self, scope: &Scope) -> Value {
        let arn = name::group_arn(scope, &self.name);
        let mut shown = json!({
            "logGroupName": &*self.name,
            "creationTime": self.created_ms,
            "metricFilterCount": 0,
            "arn": format!("{arn}:*"),
            "logGroupArn": arn,
            "logGroupClass": self.class,
            "storedBytes": self.bytes,
            "deletionProtectionEnabled": self.is_protected,
        });
        if let Some(days) = self.retention_days {
            shown["retentionInDays"] = days.into();
        }
        if let Some(key) = &self.kms_key {
            shown["kmsKeyId"] = key.as_str().into();
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(stream: &str, timestamp_ms: i64, number: u64, bytes: usize) -> Arc<Event> {
        Arc::new(Event {
            place: Place {
                timestamp_ms,
                number,
            },
            stream: stream.into(),
            message: "x".repeat(bytes).into(),
            ingested_ms: timestamp_ms,
        })
    }

    fn numbers(group: &Group) -> Vec<u64> {
        let events = group.events_within((Bound::Unbounded, Bound::Unbounded));
        events.map(|event| event.place.number).collect()
    }

    fn group() -> Group {
        let mut group = Group::new("g", 0);
        for name in ["a", "b"] {
            let stream = Stream::new(name, 0);
            group.streams.insert(Arc::clone(&stream.name), stream);
        }
        group
    }

    #[test]
    fn events_of_all_streams_are_in_one_order() {
        let mut group = group();
        group.add(event("a", 5, 1, 1));
        group.add(event("b", 3, 2, 1));
        group.add(event("a", 5, 3, 1));
        assert_eq!(numbers(&group), [2, 1, 3]);
        assert!(group.remove_stream("a"));
        assert_eq!(numbers(&group), [2]);
        assert_eq!(group.bytes(), 27);
    }

    #[test]
    fn the_oldest_events_give_way_by_bytes_and_by_age() {
        let mut group = group();
        for number in 1..=40 {
            group.add(event("a", number as i64 * DAY_MS, number, 1024 * 1024));
        }
        assert_eq!(numbers(&group).first(), Some(&10));
        assert!(group.bytes() <= BYTES_MAX);
        group.retention_days = Some(3);
        group.expire(40 * DAY_MS);
        assert_eq!(numbers(&group), [37, 38, 39, 40]);
        assert_eq!(group.streams["a"].places.len(), 4);
    }
}
