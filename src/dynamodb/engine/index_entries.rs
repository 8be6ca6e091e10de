//! The entries of a table's indexes: one item's, as it is written, and all of a new index.

use std::sync::Arc;

use super::capacity::{IndexWrite, write_units};
use super::definition::{IndexDefinition, KeySchema, Projection};
use super::index::{index_key, projected};
use super::item::Item;
use super::key::Key;
use super::range::KeyRange;
use super::state::State;
use super::tree::Tree;
use crate::dynamodb::value::Attributes;

/// The entries of a new index as its table's items were at one moment.
pub(crate) struct Filling {
    items: Tree,
    entries: Tree,
}

impl State {
    /// Fills an index, whose definition is in place already, with the items that belong there.
    pub(crate) fn fill_index(&mut self, at: usize) {
        let definition = Arc::clone(&self.definition);
        self.indexes[at] = self.filling(&definition.indexes[at]).entries;
    }

    /// The entries of an index as they would be now. That takes long for many items, and waits for
    /// nobody's turn: what is written meanwhile is for [`Self::finish_index`].
    pub(crate) fn filling(&self, index: &IndexDefinition) -> Filling {
        let mut entries = Tree::default();
        for (_, item) in self.items.range(KeyRange::all()) {
            if let Some((key, entry)) = entry_of(index, &self.definition.key, item) {
                entries.insert(key, entry);
            }
        }
        Filling {
            items: self.items.clone(),
            entries,
        }
    }

    /// As [`Self::fill_index`], from entries that were made before; costs as much as was written
    /// since.
    pub(crate) fn finish_index(&mut self, at: usize, filling: Filling) {
        let definition = Arc::clone(&self.definition);
        let index = &definition.indexes[at];
        let entry = |item| entry_of(index, &definition.key, item);
        let mut entries = filling.entries;
        for (old, new) in self.items.changes_since(&filling.items) {
            if let Some((key, _)) = old.and_then(entry) {
                entries.remove(&key);
            }
            if let Some((key, entry)) = new.and_then(entry) {
                entries.insert(key, entry);
            }
        }
        self.indexes[at] = entries;
    }

    pub(super) fn write_indexes(
        &mut self,
        old: Option<&Item>,
        new: Option<(&Item, &Attributes)>,
    ) -> Vec<IndexWrite> {
        if self.indexes.is_empty() {
            return Vec::new();
        }
        let definition = Arc::clone(&self.definition);
        let old_attributes = old.map(Item::attributes);
        let mut writes = Vec::new();
        for (at, index) in definition.indexes.iter().enumerate() {
            let tree = &mut self.indexes[at];
            let place = |item: &Attributes| index_key(index, &definition.key, item);
            let old_key = old_attributes.as_ref().and_then(place);
            let new_entry = new.and_then(|(item, attributes)| {
                let key = place(attributes)?;
                Some((key, projected(index, &definition.key, item, attributes)))
            });
            writes.extend(
                write_entry(tree, old_key, new_entry).map(|(units, bytes)| IndexWrite {
                    index: at,
                    units,
                    bytes,
                }),
            );
        }
        writes
    }
}

/// How an item stands in an index, if the index holds it.
pub(super) fn entry_of(
    index: &IndexDefinition,
    table: &KeySchema,
    item: &Item,
) -> Option<(Key, Item)> {
    // An entry with all attributes is the item itself.
    let is_whole = index.projection == Projection::All;
    let is_needed = |name: &str| match is_whole {
        true => index.key.has(name) || table.has(name),
        false => index.projects(name, table),
    };
    let attributes = item.only(is_needed);
    let key = index_key(index, table, &attributes)?;
    Some((key, projected(index, table, item, &attributes)))
}

/// Moves one item's entry in one index; the units it costs and the bytes of the entry, if the index had
/// to be written.
fn write_entry(
    tree: &mut Tree,
    old: Option<Key>,
    new: Option<(Key, Item)>,
) -> Option<(u64, usize)> {
    let units = |item: &Item| write_units(item.size_bytes());
    let cost = |item: &Item| (units(item), item.size_bytes());
    match (old, new) {
        (None, None) => None,
        (Some(old), None) => tree.remove(&old).as_ref().map(cost),
        (None, Some((key, entry))) => {
            let cost = cost(&entry);
            tree.insert(key, entry);
            Some(cost)
        }
        (Some(old), Some((key, entry))) if old == key => {
            let new_bytes = entry.size_bytes();
            if tree.get(&key) == Some(&entry) {
                return None;
            }
            let replaced = tree.insert(key, entry);
            let old_bytes = replaced.as_ref().map_or(0, Item::size_bytes);
            Some((write_units(new_bytes.max(old_bytes)), new_bytes))
        }
        (Some(old), Some((key, entry))) => {
            let removed = tree.remove(&old).as_ref().map_or(0, units);
            let (written, bytes) = cost(&entry);
            tree.insert(key, entry);
            Some((removed + written, bytes))
        }
    }
}
