//! Items on their way back from where they were written down, until there are enough of them.

use super::item::Item;
use super::key::Key;
use super::tree::Tree;

/// About what an item takes beside its own bytes.
const ENTRY_BYTES: u64 = 100;
/// So much may wait at least; else as much as one part in so many of what is in its place.
const WAITING_BYTES_MIN: u64 = 1 << 20;
const WAITING_SHARE: u64 = 4;

/// Items, and removals of items, that wait for their places.
#[derive(Clone, Default)]
pub(super) struct ReadBack {
    /// As they came: the last one of a place counts.
    waiting: Vec<(Key, Option<Item>)>,
    bytes: u64,
}

impl ReadBack {
    pub(super) fn add(&mut self, key: Key, item: Option<Item>) {
        let item_bytes = item.as_ref().map_or(0, Item::size_bytes) as u64;
        self.bytes += item_bytes + ENTRY_BYTES;
        self.waiting.push((key, item));
    }

    /// Whether so much waits that it is time to put it into a tree.
    pub(super) fn is_enough(&self, tree: &Tree) -> bool {
        let placed_bytes = tree.size_bytes() + ENTRY_BYTES * tree.len() as u64;
        self.bytes > WAITING_BYTES_MIN.max(placed_bytes / WAITING_SHARE)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The last one of each place, in order.
    pub(super) fn in_order(self) -> impl Iterator<Item = (Key, Option<Item>)> {
        let mut waiting = self.waiting;
        // A stable sort: what came later stands behind.
        waiting.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut waiting = waiting.into_iter().peekable();
        std::iter::from_fn(move || {
            let mut last = waiting.next()?;
            while let Some(later) = waiting.next_if(|(key, _)| *key == last.0) {
                last = later;
            }
            Some(last)
        })
    }
}
