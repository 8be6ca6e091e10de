//! What changes of a table replaced, while point-in-time recovery is on.

use imbl::ordmap::DiffItem;
use serde::{Deserialize, Serialize};

use super::frame::{Fields, Frame, position, position_name};
use crate::clock::Clock;
use crate::dynamodb::engine::past::{Past, Replaced};
use crate::journal::{Damaged, Differences, Piece};

#[derive(PartialEq, Serialize, Deserialize)]
struct Head {
    days: i64,
    known_from_ms: i64,
    /// The position that comes next; the positions that are told after this one raise it.
    next: u64,
}

pub(super) fn differences(now: Option<&Past>, before: Option<&Past>, to: &mut Differences<'_>) {
    let Some(now) = now else {
        if before.is_some() {
            to.remove(&[b"past"]);
        }
        return;
    };
    let nothing = Past::new(now.days, &Clock::frozen(now.known_from_ms));
    let is_same = |past: &&Past| past.days == now.days && past.known_from_ms == now.known_from_ms;
    let last = now.changes.get_max().map_or(0, |(last, _)| last + 1);
    if before
        .filter(is_same)
        .is_none_or(|past| now.next < past.next)
        || before.is_some_and(|past| now.next != past.next && now.next != last)
    {
        let Past {
            days,
            known_from_ms,
            next,
            ..
        } = *now;
        let head = Head {
            days,
            known_from_ms,
            next,
        };
        to.put_json(&[b"past"], &head);
    }
    let before = before.unwrap_or(&nothing);
    if before.changes.ptr_eq(&now.changes) {
        return;
    }
    for change in before.changes.diff(&now.changes) {
        match change {
            DiffItem::Add(at, change)
            | DiffItem::Update {
                new: (at, change), ..
            } => {
                let frame = Frame::default().number(change.at_ms.cast_unsigned());
                let frame = frame.key(&change.key).item(change.item.as_ref());
                to.put(&[b"past", &position_name(*at)], &frame.0);
            }
            DiffItem::Remove(at, _) => to.remove(&[b"past", &position_name(*at)]),
        }
    }
}

/// Takes in a piece whose key has only a position left, or nothing.
pub(super) fn apply(past: &mut Option<Past>, mut piece: Piece<'_>) -> Result<(), Damaged> {
    if piece.is_named() {
        let Some(head) = piece.json::<Head>()? else {
            *past = None;
            return Ok(());
        };
        let past = past.get_or_insert_with(|| Past::new(head.days, &Clock::frozen(0)));
        past.days = head.days;
        past.known_from_ms = head.known_from_ms;
        past.next = head.next;
        return Ok(());
    }
    let at = position(piece.name()?)?;
    let past = past.as_mut();
    let past = past.ok_or_else(|| Damaged::new("a change of no known past"))?;
    let change = piece.value().map(|value| {
        let mut fields = Fields::of(&piece, value);
        let change = Replaced {
            at_ms: fields.number()?.cast_signed(),
            key: fields.key()?,
            item: fields.item()?,
        };
        fields.end().map(|()| change)
    });
    past.replace(at, change.transpose()?);
    Ok(())
}
