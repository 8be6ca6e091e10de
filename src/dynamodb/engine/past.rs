//! The past of a table's items while point-in-time recovery is on: what each change replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::OrdMap;

use super::item::Item;
use super::key::Key;
use super::tree::Tree;
use crate::clock::Clock;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Memory that one table's past may keep alive; the oldest goes first, and with it the moments that
/// can be restored.
const BYTES_MAX: usize = 256 * 1024 * 1024;
/// How far the last moment that can be restored lies back (recorded; Developer Guide, "Point-in-time
/// backups for DynamoDB").
const LAG_MS: i64 = 5 * 60 * 1000;
/// A change's place in the past, without the item.
const PLACE_BYTES: usize = 128;

/// Changes, oldest first, that can be undone. Cloning it costs a few pointers.
#[derive(Clone)]
pub(crate) struct Past {
    clock: Clock,
    pub(super) days: i64,
    /// The earliest moment that can be restored as far as memory goes.
    pub(super) known_from_ms: i64,
    pub(super) changes: OrdMap<u64, Arc<Replaced>>,
    pub(super) next: u64,
    bytes: usize,
}

/// What stood in a place before a change.
#[derive(PartialEq, Eq)]
pub(super) struct Replaced {
    pub(super) at_ms: i64,
    pub(super) key: Key,
    pub(super) item: Option<Item>,
}

impl Replaced {
    fn bytes(&self) -> usize {
        PLACE_BYTES + self.item.as_ref().map_or(0, |item| item.json().len())
    }
}

impl Past {
    pub(super) fn new(days: i64, clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            days,
            known_from_ms: clock.unix_ms(),
            changes: OrdMap::new(),
            next: 0,
            bytes: 0,
        }
    }

    /// Goes on by another clock.
    pub(super) fn follow_clock(&mut self, clock: &Clock) {
        self.clock = clock.clone();
    }

    pub(super) fn keep_days(&mut self, days: i64) {
        self.days = days;
        self.trim();
    }

    /// Remembers what a change replaced.
    pub(super) fn note(&mut self, key: &Key, replaced: Option<&Item>) {
        let change = Replaced {
            at_ms: self.clock.unix_ms(),
            key: key.clone(),
            item: replaced.cloned(),
        };
        self.bytes += change.bytes();
        self.changes.insert(self.next, Arc::new(change));
        self.next += 1;
        self.trim();
    }

    /// Puts back what was written down of one position, or takes it away.
    pub(super) fn replace(&mut self, position: u64, change: Option<Replaced>) {
        let old = match change {
            Some(change) => {
                self.bytes += change.bytes();
                self.next = self.next.max(position + 1);
                self.changes.insert(position, Arc::new(change))
            }
            None => self.changes.remove(&position),
        };
        self.bytes -= old.map_or(0, |old| old.bytes());
    }

    /// The first and the last moment that can be restored; the last one lies five minutes back, but
    /// not before the first.
    pub(crate) fn restorable_ms(&self) -> (i64, i64) {
        let now_ms = self.clock.unix_ms();
        let earliest_ms = self.known_from_ms.max(now_ms - self.days * DAY_MS);
        (earliest_ms, earliest_ms.max(now_ms - LAG_MS))
    }

    /// A table's items, which are `now`, as they were at the end of a second.
    pub(crate) fn items_at(&self, now: &Tree, second: i64) -> Tree {
        self.undone(now, |change| change.at_ms.div_euclid(1000) > second)
    }

    /// The places that were written from one moment on and before another, each with the moment of
    /// its last change.
    pub(crate) fn written_between(&self, from_ms: i64, to_ms: i64) -> BTreeMap<Key, i64> {
        let changes = self.changes.values();
        changes
            .filter(|change| (from_ms..to_ms).contains(&change.at_ms))
            .map(|change| (change.key.clone(), change.at_ms))
            .collect()
    }

    /// A table's items, which are `now`, as they were just before a moment.
    pub(crate) fn items_before(&self, now: &Tree, moment_ms: i64) -> Tree {
        self.undone(now, |change| change.at_ms >= moment_ms)
    }

    fn undone(&self, now: &Tree, is_later: impl Fn(&Replaced) -> bool) -> Tree {
        let mut items = now.clone();
        let changes = self.changes.values().rev();
        for change in changes.take_while(|change| is_later(change)) {
            match &change.item {
                Some(item) => items.insert(change.key.clone(), item.clone()),
                None => items.remove(&change.key),
            };
        }
        items
    }

    fn trim(&mut self) {
        let oldest_ms = self.clock.unix_ms() - self.days * DAY_MS;
        while let Some(&(position, ref oldest)) = self.changes.get_min() {
            if self.bytes <= BYTES_MAX && oldest.at_ms >= oldest_ms {
                return;
            }
            self.known_from_ms = oldest.at_ms;
            self.bytes -= oldest.bytes();
            self.changes.remove(&position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::value::{AttributeValue, Attributes};

    const START_MS: i64 = 1_764_037_614_000;

    fn item(text: &str) -> Item {
        let value = AttributeValue::S(text.to_owned());
        Item::new(&Attributes::from([("a".to_owned(), value)]))
    }

    #[test]
    fn changes_are_undone_back_to_the_end_of_a_second() {
        let clock = Clock::frozen(START_MS);
        let key = Key::from_bytes(b"k");
        let mut past = Past::new(35, &clock);
        let mut items = Tree::default();
        for text in ["first", "second", "third"] {
            clock.advance_ms(1000);
            let old = items.insert(key.clone(), item(text));
            past.note(&key, old.as_ref());
        }
        let at = |seconds: i64| {
            let then = past.items_at(&items, START_MS / 1000 + seconds);
            then.get(&key).cloned()
        };
        assert_eq!(at(0), None);
        assert_eq!(at(1), Some(item("first")));
        assert_eq!(at(2), Some(item("second")));
        assert_eq!(at(9), Some(item("third")));
    }

    #[test]
    fn the_past_is_as_long_as_it_was_asked_to_be() {
        let clock = Clock::frozen(START_MS);
        let mut past = Past::new(1, &clock);
        past.note(&Key::from_bytes(b"k"), None);
        assert_eq!(past.restorable_ms(), (START_MS, START_MS));
        clock.advance_ms(3 * DAY_MS);
        let now_ms = START_MS + 3 * DAY_MS;
        assert_eq!(past.restorable_ms(), (now_ms - DAY_MS, now_ms - LAG_MS));
        past.note(&Key::from_bytes(b"k"), None);
        assert_eq!(past.changes.len(), 1);
    }
}
