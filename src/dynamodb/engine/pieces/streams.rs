//! Streams and their records, of tables that are there and of deleted ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use super::frame::{Fields, Frame, position, position_name};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::record::{Actor, Event, Record};
use crate::dynamodb::engine::stream::{About, Stream};
use crate::dynamodb::engine::streams::{Ended, Streams};
use crate::dynamodb::engine::view::ViewType;
use crate::journal::{Damaged, Differences, Piece};

#[derive(PartialEq, Serialize, Deserialize)]
struct Head {
    label: String,
    table_name: String,
    key: KeySchema,
    view: ViewType,
    created_ms: i64,
    shard_id: String,
    ended_ms: Option<i64>,
    /// The position that comes next; the records that are told after this raise it.
    next: u64,
}

/// Of all streams of a table, below `stream`.
pub(super) fn of_table(now: &Streams, before: Option<&Streams>, to: &mut Differences<'_>) {
    let before = before.map(|before| (&before.ended, before.open.as_ref()));
    differences((&now.ended, now.open.as_ref()), before, to);
}

/// Of an account's streams of deleted tables in a region.
pub(super) fn of_deleted(now: &Arc<Ended>, before: Option<&Arc<Ended>>, to: &mut Differences<'_>) {
    if before.is_none_or(|before| !Arc::ptr_eq(before, now)) {
        differences((now, None), before.map(|before| (&**before, None)), to);
    }
}

type All<'a> = (&'a Ended, Option<&'a Stream>);

fn differences(now: All<'_>, before: Option<All<'_>>, to: &mut Differences<'_>) {
    let by_arn = |(ended, open): All<'_>| -> BTreeMap<String, Stream> {
        let all = ended.0.iter().chain(open);
        all.map(|own| (own.about.arn.clone(), own.clone()))
            .collect()
    };
    let now = by_arn(now);
    let before = before.map(by_arn).unwrap_or_default();
    for arn in before.keys().filter(|arn| !now.contains_key(*arn)) {
        to.remove(&[arn.as_bytes()]);
    }
    for (arn, stream) in &now {
        to.within(&[arn.as_bytes()], |to| of_one(stream, before.get(arn), to));
    }
}

fn of_one(now: &Stream, before: Option<&Stream>, to: &mut Differences<'_>) {
    let nothing = OrdMap::new();
    let records = before.map_or(&nothing, |before| &before.records);
    let is_same = |before: &Stream| {
        let last = now.records.get_max().map_or(0, |(last, _)| last + 1);
        let is_raised = now.next == before.next || now.next > before.next && now.next == last;
        is_raised
            && now.ended_ms == before.ended_ms
            && (Arc::ptr_eq(&now.about, &before.about) || head(now, 0) == head(before, 0))
    };
    if !before.is_some_and(is_same) {
        to.put_json(&[], &head(now, now.next));
    }
    if records.ptr_eq(&now.records) {
        return;
    }
    for change in records.diff(&now.records) {
        match change {
            DiffItem::Add(at, record)
            | DiffItem::Update {
                new: (at, record), ..
            } => to.put(&[&position_name(*at)], &written(record)),
            DiffItem::Remove(at, _) => to.remove(&[&position_name(*at)]),
        }
    }
}

fn head(stream: &Stream, next: u64) -> Head {
    let about = &stream.about;
    Head {
        label: about.label.clone(),
        table_name: about.table_name.clone(),
        key: about.key.clone(),
        view: about.view,
        created_ms: about.created_ms,
        shard_id: about.shard_id.clone(),
        ended_ms: stream.ended_ms,
        next,
    }
}

/// Takes in a piece of a table's streams, whose key begins with an ARN.
pub(super) fn apply(streams: &mut Streams, piece: Piece<'_>) -> Result<(), Damaged> {
    let all = Arc::make_mut(&mut streams.ended.0);
    all.extend(streams.open.take());
    let applied = apply_to(all, piece);
    // A table has one open stream at most.
    if all.last().is_some_and(|last| !last.has_ended()) {
        streams.open = all.pop();
    }
    applied
}

/// As [`apply`], for streams that have all ended.
pub(super) fn apply_to_deleted(ended: &mut Arc<Ended>, piece: Piece<'_>) -> Result<(), Damaged> {
    apply_to(Arc::make_mut(&mut Arc::make_mut(ended).0), piece)
}

/// Streams are kept in the order of their ends, an open one behind all of them.
fn apply_to(streams: &mut Vec<Stream>, mut piece: Piece<'_>) -> Result<(), Damaged> {
    let arn = piece.text()?;
    let found = streams.iter().position(|own| own.about.arn == arn);
    if !piece.is_named() {
        let stream = found.map(|at| &mut streams[at]);
        let stream = stream.ok_or_else(|| Damaged::new("a record of no known stream"))?;
        let at = position(piece.name()?)?;
        let record = piece
            .value()
            .map(|value| read(at, &piece, value))
            .transpose()?;
        stream.replace(at, record.map(Arc::new));
        return Ok(());
    }
    match (piece.json::<Head>()?, found) {
        (None, Some(at)) => drop(streams.remove(at)),
        (None, None) => {}
        (Some(head), found) => {
            let known = found.map(|at| streams.remove(at));
            let about = About::recorded(
                arn.to_owned(),
                head.label,
                (head.table_name, head.key),
                head.view,
                (head.created_ms, head.shard_id),
            );
            let stream = Stream::recorded(about, known, head.next, head.ended_ms);
            let place = |own: &Stream| (own.ended_ms.unwrap_or(i64::MAX), own.about.created_ms);
            let at = streams.partition_point(|own| place(own) <= place(&stream));
            streams.insert(at, stream);
        }
    }
    Ok(())
}

fn written(record: &Record) -> Vec<u8> {
    let flags = record.event as u64 | (record.actor as u64) << 8;
    let frame = Frame::default()
        .number(record.event_id as u64)
        .number((record.event_id >> 64) as u64)
        .number(flags)
        .number(record.created_ms.cast_unsigned());
    let frame = frame.item(Some(&record.keys));
    frame.item(record.new.as_ref()).item(record.old.as_ref()).0
}

fn read(at: u64, piece: &Piece<'_>, value: &[u8]) -> Result<Record, Damaged> {
    let mut fields = Fields::of(piece, value);
    let (low, high) = (fields.number()?, fields.number()?);
    let flags = fields.number()?;
    let record = Record {
        position: at,
        event_id: u128::from(high) << 64 | u128::from(low),
        event: match flags & 0xff {
            0 => Event::Insert,
            1 => Event::Modify,
            2 => Event::Remove,
            _ => return Err(Damaged::new("an event of no kind")),
        },
        actor: match flags >> 8 {
            0 => Actor::Client,
            1 => Actor::TimeToLive,
            _ => return Err(Damaged::new("a change of nobody")),
        },
        created_ms: fields.number()?.cast_signed(),
        keys: fields
            .item()?
            .ok_or_else(|| Damaged::new("a record without keys"))?,
        new: fields.item()?,
        old: fields.item()?,
    };
    fields.end().map(|()| record)
}
