//! An ordered tree of items whose copies share what they have in common.

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use super::item::Item;
use super::key::Key;
use super::range::KeyRange;

/// The items of a table, or the entries of an index, in order. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct Tree {
    entries: OrdMap<Key, Item>,
    size_bytes: u64,
}

impl Tree {
    pub(crate) fn get(&self, key: &Key) -> Option<&Item> {
        self.entries.get(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The items' sizes together.
    pub(crate) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Puts an item in a place and gives back the one that stood there.
    pub(crate) fn insert(&mut self, key: Key, item: Item) -> Option<Item> {
        self.size_bytes += item.size_bytes() as u64;
        let old = self.entries.insert(key, item);
        self.forget(old)
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Item> {
        let old = self.entries.remove(key);
        self.forget(old)
    }

    /// The entries of a range, which may be walked from both ends.
    pub(crate) fn range(&self, range: KeyRange) -> impl DoubleEndedIterator<Item = (&Key, &Item)> {
        // An empty range would be a panic in some maps; here it is no entries.
        let range = (!range.is_empty()).then(|| self.entries.range(range.into_bounds()));
        range.into_iter().flatten()
    }

    /// Places whose item is another than it was, with the item before and the one that is there now.
    /// What the trees share is passed over.
    pub(crate) fn changes_since<'a>(
        &'a self,
        before: &'a Self,
    ) -> impl Iterator<Item = (Option<&'a Item>, Option<&'a Item>)> {
        before
            .entries
            .diff(&self.entries)
            .map(|change| match change {
                DiffItem::Add(_, new) => (None, Some(new)),
                DiffItem::Update { old, new } => (Some(old.1), Some(new.1)),
                DiffItem::Remove(_, old) => (Some(old), None),
            })
    }

    /// As [`Tree::changes_since`]: the places, and what is there now.
    pub(super) fn differences_from<'a>(
        &'a self,
        before: &'a Self,
    ) -> impl Iterator<Item = (&'a Key, Option<&'a Item>)> {
        let is_same = self.entries.ptr_eq(&before.entries);
        let changes = (!is_same).then(|| before.entries.diff(&self.entries));
        changes.into_iter().flatten().map(|change| match change {
            DiffItem::Add(key, new)
            | DiffItem::Update {
                new: (key, new), ..
            } => (key, Some(new)),
            DiffItem::Remove(key, _) => (key, None),
        })
    }

    fn forget(&mut self, old: Option<Item>) -> Option<Item> {
        if let Some(old) = &old {
            self.size_bytes -= old.size_bytes() as u64;
        }
        old
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With nodes, keys and JSON an item of 100 bytes comes to about 290 bytes of memory; ten
    /// million of them are to cost at most 300 bytes each above what they hold.
    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<(Key, Item)>() <= 56);
    }
}
