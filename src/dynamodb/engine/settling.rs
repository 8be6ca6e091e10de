//! Puts items that were written down back in their places: many at a time and in order, which is far less
//! work than one by one.

use std::sync::Arc;

use super::index_entries::entry_of;
use super::item::Item;
use super::key::Key;
use super::state::State;
use super::tree::Tree;

impl State {
    /// Puts back an item that was written down, or takes it away: no change that anybody made. It may
    /// wait for [`State::settle`].
    pub(super) fn write_back(&mut self, key: Key, item: Option<Item>) {
        self.read_back.add(key, item);
        if self.read_back.is_enough(&self.items) {
            self.settle();
        }
    }

    /// Puts what waits in its place, and entries into the indexes.
    pub(super) fn settle(&mut self) {
        let waiting = std::mem::take(&mut self.read_back);
        let definition = Arc::clone(&self.definition);
        let mut moves = vec![Vec::new(); self.indexes.len()];
        let is_plain = moves.is_empty() && self.vectors.is_empty() && self.expiry.is_none();
        for (key, item) in waiting.in_order() {
            if is_plain {
                self.place(key, item);
                continue;
            }
            let old = self.place(key.clone(), item.clone());
            for (index, moves) in definition.indexes.iter().zip(&mut moves) {
                let entry = |item: &Item| entry_of(index, &definition.key, item);
                let (left, new) = (old.as_ref().and_then(entry), item.as_ref().and_then(entry));
                let left = left.map(|(key, _)| key);
                let left = left.filter(|key| new.as_ref().is_none_or(|(new, _)| new != key));
                moves.extend(left.map(|key| (key, None)));
                moves.extend(new.map(|(key, entry)| (key, Some(entry))));
            }
            if !self.vectors.is_empty() {
                let attributes = item.as_ref().map(Item::attributes);
                self.vectors
                    .write(&definition.key, &key, attributes.as_ref());
            }
            if let Some(expiry) = &mut self.expiry {
                expiry.write(&key, old.as_ref(), item.as_ref());
            }
        }
        for (tree, moves) in self.indexes.iter_mut().zip(moves) {
            move_entries(tree, moves);
        }
    }

    /// Gives what was there.
    fn place(&mut self, key: Key, item: Option<Item>) -> Option<Item> {
        match item {
            Some(item) => self.items.insert(key, item),
            None => self.items.remove(&key),
        }
    }
}

/// No two of them have one place: that of an entry names its item.
fn move_entries(tree: &mut Tree, mut moves: Vec<(Key, Option<Item>)>) {
    moves.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    for (key, entry) in moves {
        match entry {
            Some(entry) => tree.insert(key, entry),
            None => tree.remove(&key),
        };
    }
}
