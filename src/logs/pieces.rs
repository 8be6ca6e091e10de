//! How groups, streams and events are written down.
//!
//! ```text
//! ["last"]                                          the number of the latest event
//! ["group", ACCOUNT, REGION, NAME]                  what it is set to, with its subscription filters
//! ["group", …, "stream", STREAM]                    when it was made, and what it tells of its events
//! ["group", …, "forgotten"]                         a place: the events before it have gone
//! ["group", …, "event", PLACE]                      only to be removed: an event that went by itself
//! ["group", …, "events", STREAM, PLACE]             events that have come, the first of them there
//! ```
//!
//! A place is the event's time and its number, eight bytes each, the lowest first. Events stand one behind
//! the other:
//!
//! ```text
//! time, 8 bytes | number | when it came, 8 bytes | length | message
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use super::LogsImage;
use super::event::{Event, Place};
use super::group::Group;
use super::pattern::Pattern;
use super::stream::{Stream, Times};
use super::subscription::Subscription;
use crate::aws::identity::{AccountId, Region, Scope};
use crate::journal::{Damaged, Differences, Piece, Pieces};
use crate::store::number::{push_bytes, push_number, take_bytes, take_number};

/// Events are written down together, so many bytes at most but for the last of them.
const EVENTS_BYTES: usize = 256 * 1024;
/// Behind every event.
const END: Place = Place {
    timestamp_ms: i64::MAX,
    number: u64::MAX,
};

#[derive(PartialEq, Serialize, Deserialize)]
struct Head {
    created_ms: i64,
    class: String,
    kms_key: Option<String>,
    retention_days: Option<i64>,
    is_protected: bool,
    tags: BTreeMap<String, String>,
    subscriptions: BTreeMap<String, SubscriptionHead>,
}

/// A filter, whose pattern is read from its text.
#[derive(PartialEq, Serialize, Deserialize)]
struct SubscriptionHead {
    pattern_text: String,
    destination_arn: String,
    distribution: String,
    created_ms: i64,
}

#[derive(Serialize, Deserialize)]
struct StreamHead {
    created_ms: i64,
    times: Option<Times>,
}

impl Pieces for LogsImage {
    fn differences(&self, before: &Self, to: &mut Differences<'_>) {
        let (now, before) = (&self.0, &before.0);
        let nothing = OrdMap::new();
        for change in before.drawers.diff(&now.drawers) {
            let (scope, earlier, groups) = match change {
                DiffItem::Add(scope, groups) => (scope, &nothing, groups),
                DiffItem::Update { old, new } => (new.0, old.1, new.1),
                DiffItem::Remove(scope, earlier) => (scope, earlier, &nothing),
            };
            let (account, region) = (scope.account.as_str(), scope.region.as_str());
            to.within(&[b"group", account.as_bytes(), region.as_bytes()], |to| {
                for change in earlier.diff(groups) {
                    match change {
                        DiffItem::Add(name, group) => tell(name, group, None, to),
                        DiffItem::Update { old, new } => tell(new.0, new.1, Some(old.1), to),
                        DiffItem::Remove(name, _) => to.remove(&[name.as_bytes()]),
                    }
                }
            });
        }
        if now.last_number != before.last_number {
            to.put_json(&[b"last"], &now.last_number);
        }
    }

    fn apply(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        match piece.text()? {
            "last" => {
                self.0.last_number = piece.json()?.unwrap_or_default();
                Ok(())
            }
            "group" => self.apply_to_group(piece),
            _ => Err(Damaged::new("no piece of CloudWatch Logs")),
        }
    }

    fn complete(&mut self) -> Result<(), Damaged> {
        Ok(())
    }
}

impl LogsImage {
    fn apply_to_group(&mut self, mut piece: Piece<'_>) -> Result<(), Damaged> {
        let account = AccountId::parse(piece.text()?);
        let scope = account.zip(Region::parse(piece.text()?));
        let (account, region) = scope.ok_or_else(|| Damaged::new("no account or no region"))?;
        let groups = self.0.groups(&Scope { account, region });
        let name = piece.text()?;
        if !piece.is_named() {
            let group = groups.get_mut(name);
            let group = group.ok_or_else(|| Damaged::new("no group of this name is there"))?;
            return apply(Arc::make_mut(group), piece);
        }
        let Some(head) = piece.json::<Head>()? else {
            groups.remove(name);
            return Ok(());
        };
        let group = groups.get(name).map(|group| Group::clone(group));
        let mut group = group.unwrap_or_else(|| Group::new(name, head.created_ms));
        set_head(&mut group, head)?;
        groups.insert(Arc::clone(&group.name), Arc::new(group));
        Ok(())
    }
}

fn head(group: &Group) -> Head {
    let subscriptions = group.subscriptions.iter().map(|(name, own)| {
        let head = SubscriptionHead {
            pattern_text: own.pattern_text.clone(),
            destination_arn: own.destination_arn.clone(),
            distribution: own.distribution.clone(),
            created_ms: own.created_ms,
        };
        (name.clone(), head)
    });
    Head {
        created_ms: group.created_ms,
        class: group.class.clone(),
        kms_key: group.kms_key.clone(),
        retention_days: group.retention_days,
        is_protected: group.is_protected,
        tags: group.tags.clone(),
        subscriptions: subscriptions.collect(),
    }
}

fn set_head(group: &mut Group, head: Head) -> Result<(), Damaged> {
    let restored = |(name, own): (String, SubscriptionHead)| {
        let pattern = Pattern::parse(&own.pattern_text);
        let pattern = pattern.map_err(|problem| Damaged::new(problem.to_string()))?;
        let subscription = Subscription {
            name: name.clone(),
            pattern_text: own.pattern_text,
            pattern: Arc::new(pattern),
            destination_arn: own.destination_arn,
            distribution: own.distribution,
            created_ms: own.created_ms,
        };
        Ok((name, subscription))
    };
    let subscriptions = head.subscriptions.into_iter().map(restored);
    group.subscriptions = subscriptions.collect::<Result<_, Damaged>>()?;
    group.created_ms = head.created_ms;
    group.class = head.class;
    group.kms_key = head.kms_key;
    group.retention_days = head.retention_days;
    group.is_protected = head.is_protected;
    group.tags = head.tags;
    Ok(())
}

fn stream_head(stream: &Stream) -> StreamHead {
    StreamHead {
        created_ms: stream.created_ms,
        times: stream.times,
    }
}

/// What has gone, then what there is: streams before their events.
fn tell(name: &str, now: &Group, before: Option<&Group>, to: &mut Differences<'_>) {
    let nothing = Group::new(name, now.created_ms);
    let earlier = before.unwrap_or(&nothing);
    to.within(&[name.as_bytes()], |to| {
        if before.is_none_or(|before| head(before) != head(now)) {
            to.put_json(&[], &head(now));
        }
        let mut changed = Vec::new();
        for change in earlier.streams.diff(&now.streams) {
            match change {
                DiffItem::Remove(stream, _) => to.remove(&[b"stream", stream.as_bytes()]),
                DiffItem::Add(stream, own) => changed.push((stream, stream_head(own))),
                DiffItem::Update { new, .. } => changed.push((new.0, stream_head(new.1))),
            }
        }
        let come = tell_gone_events(now, earlier, to);
        for (stream, own) in changed {
            to.put_json(&[b"stream", stream.as_bytes()], &own);
        }
        for (stream, events) in come {
            tell_events(stream, &events, to);
        }
    });
}

/// Tells which events have gone; gives those that have come, by their streams.
fn tell_gone_events<'a>(
    now: &'a Group,
    before: &Group,
    to: &mut Differences<'_>,
) -> BTreeMap<&'a str, Vec<&'a Event>> {
    let first = now.events.keys().next().copied().unwrap_or(END);
    let is_gone = |place: &Place| *place < first;
    if before.events.keys().next().is_some_and(is_gone) {
        to.put(&[b"forgotten"], &place_name(first));
    }
    let mut come: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for change in before.events.diff(&now.events) {
        match change {
            DiffItem::Add(_, event) => come.entry(&*event.stream).or_default().push(event),
            DiffItem::Update { new, .. } => come.entry(&*new.1.stream).or_default().push(new.1),
            DiffItem::Remove(place, _) if is_gone(place) => {}
            DiffItem::Remove(place, event) => {
                // Events go with their stream.
                if now.streams.contains_key(&event.stream) {
                    to.remove(&[b"event", &place_name(*place)]);
                }
            }
        }
    }
    come
}

fn tell_events(stream: &str, events: &[&Event], to: &mut Differences<'_>) {
    let mut value = Vec::new();
    let mut first = None;
    for (at, event) in events.iter().enumerate() {
        let first_place = *first.get_or_insert(event.place);
        value.extend_from_slice(&event.place.timestamp_ms.to_le_bytes());
        push_number(&mut value, event.place.number);
        value.extend_from_slice(&event.ingested_ms.to_le_bytes());
        push_bytes(&mut value, event.message.as_bytes());
        if value.len() >= EVENTS_BYTES || at + 1 == events.len() {
            let place = place_name(first_place);
            to.put(&[b"events", stream.as_bytes(), &place], &value);
            value.clear();
            first = None;
        }
    }
}

fn apply(group: &mut Group, mut piece: Piece<'_>) -> Result<(), Damaged> {
    match piece.text()? {
        "stream" => {
            let name = piece.text()?;
            let Some(head) = piece.json::<StreamHead>()? else {
                group.remove_stream(name);
                return Ok(());
            };
            let stream = group.streams.get(name).cloned();
            let mut stream = stream.unwrap_or_else(|| Stream::new(name, head.created_ms));
            stream.created_ms = head.created_ms;
            stream.times = head.times;
            group.streams.insert(Arc::clone(&stream.name), stream);
        }
        "forgotten" => group.drop_before(place_of(piece.value().unwrap_or_default())?),
        "event" => group.drop_event(place_of(piece.name()?)?),
        "events" => {
            let stream = group.streams.get(piece.text()?);
            let stream = stream.ok_or_else(|| Damaged::new("events of no known stream"))?;
            let stream = Arc::clone(&stream.name);
            let mut rest = piece.value().unwrap_or_default();
            while !rest.is_empty() {
                let event = take_event(&mut rest, &stream).ok_or_else(cut_off)?;
                group.take_back(Arc::new(event));
            }
        }
        _ => return Err(Damaged::new("no piece of a log group")),
    }
    Ok(())
}

fn take_event(from: &mut &[u8], stream: &Arc<str>) -> Option<Event> {
    let timestamp_ms = take_time(from)?;
    let number = take_number(from)?;
    let ingested_ms = take_time(from)?;
    let message = std::str::from_utf8(take_bytes(from)?).ok()?;
    Some(Event {
        place: Place {
            timestamp_ms,
            number,
        },
        stream: Arc::clone(stream),
        message: message.into(),
        ingested_ms,
    })
}

fn take_time(from: &mut &[u8]) -> Option<i64> {
    let (time, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(i64::from_le_bytes(*time))
}

fn place_name(place: Place) -> [u8; 16] {
    let mut name = [0; 16];
    name[..8].copy_from_slice(&place.timestamp_ms.to_le_bytes());
    name[8..].copy_from_slice(&place.number.to_le_bytes());
    name
}

fn place_of(mut name: &[u8]) -> Result<Place, Damaged> {
    let timestamp_ms = take_time(&mut name).ok_or_else(cut_off)?;
    let number = name.try_into().map_err(|_| cut_off())?;
    Ok(Place {
        timestamp_ms,
        number: u64::from_le_bytes(number),
    })
}

fn cut_off() -> Damaged {
    Damaged::new("events end too early")
}
