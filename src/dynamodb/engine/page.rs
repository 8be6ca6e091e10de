//! One page of a query or a scan: a walk over a range, ended by a limit or by 1 MB.

use super::item::Item;
use super::range::KeyRange;
use super::tree::Tree;

/// Bytes of stored items that a page reads at most, not counting the item that crosses it.
const PAGE_BYTES_MAX: usize = 1024 * 1024;

/// Items that a near walk copies at most, and what it takes apart at most: some hundred microseconds.
const NEAR_ITEMS_MAX: usize = 2048;
const NEAR_DECODED_ITEMS_MAX: usize = 256;
const NEAR_DECODED_BYTES_MAX: usize = 128 * 1024;

/// How far a walk may go on the thread that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// As far as others who need the thread would not notice.
    Near,
    /// To the end of its page.
    Page,
}

impl Reach {
    /// Whether items of so many bytes, looked up one by one, can be had; `decodes` says whether they
    /// are taken apart as well.
    pub(crate) fn admits(self, bytes: usize, decodes: bool) -> bool {
        let bytes_max = match decodes {
            true => NEAR_DECODED_BYTES_MAX,
            false => PAGE_BYTES_MAX,
        };
        self == Self::Page || bytes < bytes_max
    }
}

/// A walk left its reach, and what it read stands for nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooFar;

/// What a walk came to, if it could be had.
pub(crate) type Reached<T> = Result<T, TooFar>;

/// How to walk.
pub(crate) struct Walk {
    pub(crate) range: KeyRange,
    pub(crate) forward: bool,
    /// Items to read at most, before any filter.
    pub(crate) limit: Option<usize>,
    pub(crate) reach: Reach,
    /// Whether what is read is taken apart as well, as a filter or a projection does.
    pub(crate) decodes: bool,
}

/// What a walk found.
#[derive(Default)]
pub(crate) struct Page {
    /// Those that the filter let pass.
    pub(crate) items: Vec<Item>,
    pub(crate) matched: usize,
    pub(crate) scanned: usize,
    /// Sizes of everything read in the walked tree.
    pub(crate) bytes: usize,
    /// Sizes of the items that had to be fetched from the table besides.
    pub(crate) fetched_bytes: usize,
    /// The entry after which the next page begins; none if the walk came to its end.
    pub(crate) last: Option<Item>,
}

impl Page {
    /// Walks a tree. `fetch` exchanges an index's entry for the table's item where that is needed;
    /// `keep` is the filter.
    pub(crate) fn read(
        tree: &Tree,
        walk: Walk,
        collect: bool,
        fetch: impl Fn(&Item) -> Option<Item>,
        keep: impl Fn(&Item) -> bool,
    ) -> Reached<Self> {
        let mut page = Self::default();
        page.extend(tree, walk, collect, fetch, keep)?;
        Ok(page)
    }

    /// Goes on with another range of the same tree, up to the same limits for all.
    pub(crate) fn extend(
        &mut self,
        tree: &Tree,
        walk: Walk,
        collect: bool,
        fetch: impl Fn(&Item) -> Option<Item>,
        keep: impl Fn(&Item) -> bool,
    ) -> Reached<()> {
        let mut entries = tree.range(walk.range);
        let mut next = || match walk.forward {
            true => entries.next(),
            false => entries.next_back(),
        };
        while let Some((_, entry)) = next() {
            if walk.reach == Reach::Near && self.is_far(walk.decodes) {
                return Err(TooFar);
            }
            self.scanned += 1;
            self.bytes += entry.size_bytes();
            let fetched = fetch(entry);
            if let Some(whole) = &fetched {
                self.fetched_bytes += whole.size_bytes();
            }
            let item = fetched.as_ref().unwrap_or(entry);
            if keep(item) {
                self.matched += 1;
                if collect {
                    self.items.push(item.clone());
                }
            }
            // AWS gives a key to go on from even if nothing follows it.
            if walk.limit == Some(self.scanned) || self.bytes + self.fetched_bytes >= PAGE_BYTES_MAX
            {
                self.last = Some(entry.clone());
                break;
            }
        }
        Ok(())
    }

    fn is_far(&self, decodes: bool) -> bool {
        match decodes {
            true => {
                let bytes = self.bytes + self.fetched_bytes;
                self.scanned >= NEAR_DECODED_ITEMS_MAX || bytes >= NEAR_DECODED_BYTES_MAX
            }
            false => self.scanned >= NEAR_ITEMS_MAX,
        }
    }
}
