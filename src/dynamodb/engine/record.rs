//! A change record: what one write did to one item, as a stream keeps it.

use super::item::Item;
use super::view::ViewType;

/// What happened to the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Insert,
    Modify,
    Remove,
}

impl Event {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// A request.
    Client,
    /// The service itself, when an item's time to live has ended.
    TimeToLive,
}

/// One write of one item. Its images share their bytes with the table while it holds them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// 1 for a stream's first record, then one more each.
    pub(crate) position: u64,
    pub(crate) event_id: u128,
    pub(crate) event: Event,
    pub(crate) actor: Actor,
    pub(crate) created_ms: i64,
    pub(crate) keys: Item,
    /// None if the write left no item, or the stream's view type leaves it out.
    pub(crate) new: Option<Item>,
    pub(crate) old: Option<Item>,
}

/// What a write found and what it left; none is no item.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) old: Option<&'a Item>,
    pub(crate) new: Option<&'a Item>,
    pub(crate) actor: Actor,
}

impl<'a> Change<'a> {
    /// What happened, and an item that has the key; none if nothing did. A write that leaves an item
    /// as it was is no change (public Alternator suite, which runs on AWS).
    pub(crate) fn event(self) -> Option<(Event, &'a Item)> {
        match (self.old, self.new) {
            (None, None) => None,
            (None, Some(new)) => Some((Event::Insert, new)),
            (Some(old), None) => Some((Event::Remove, old)),
            (Some(old), Some(new)) if old == new => None,
            (Some(_), Some(new)) => Some((Event::Modify, new)),
        }
    }

    /// The old and the new image that a view type shows.
    pub(crate) fn images(self, view: ViewType) -> (Option<Item>, Option<Item>) {
        (
            self.old.filter(|_| view.shows_old()).cloned(),
            self.new.filter(|_| view.shows_new()).cloned(),
        )
    }
}

impl Record {
    /// As AWS counts a record: its keys and the images that it shows (recorded answers in the public
    /// LocalStack suite: 12 for the INSERT of `{"id":{"S":"Fred"}}`).
    pub(crate) fn size_bytes(&self) -> usize {
        let images = self.new.iter().chain(&self.old);
        self.keys.size_bytes() + images.map(Item::size_bytes).sum::<usize>()
    }

    /// Memory that the record keeps alive, its place in the stream included.
    pub(crate) fn memory_bytes(&self) -> usize {
        const PLACE_BYTES: usize = 192;
        let items = self.new.iter().chain(&self.old).chain([&self.keys]);
        PLACE_BYTES + items.map(|item| item.json().len()).sum::<usize>()
    }
}
