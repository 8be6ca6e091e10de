//! A table's state at one moment, and what writes make of it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::backup::Image;
use super::capacity::{Written, write_units};
use super::claims::Claims;
use super::definition::{Definition, IndexDefinition};
use super::expiry::Expiry;
use super::global_table::{GlobalTable, Membership, Owed, Replication};
use super::index::table_key;
use super::item::Item;
use super::key::Key;
use super::meters::Meters;
use super::past::Past;
use super::read_back::ReadBack;
use super::record::{Actor, Change};
use super::streams::Streams;
use super::tree::Tree;
use super::vectors::Vectors;
use crate::aws::identity::Scope;
use crate::clock::Clock;
use crate::dynamodb::value::Attributes;

/// A table's definition, its items and its indexes at one moment. Cloning it costs a few pointers.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) definition: Arc<Definition>,
    pub(crate) items: Tree,
    /// Empty but while a data directory is read.
    pub(super) read_back: ReadBack,
    /// In the order of the definition's indexes.
    pub(crate) indexes: Vec<Tree>,
    pub(crate) streams: Streams,
    /// As the definition's point-in-time recovery says.
    pub(crate) past: Option<Past>,
    /// As the definition's time to live says.
    pub(super) expiry: Option<Expiry>,
    /// Of the definition's vector indexes.
    pub(crate) vectors: Vectors,
    /// The table's part in a global table.
    pub(crate) global: Option<Membership>,
    /// Shared by all states of the table.
    pub(super) meters: Arc<Meters>,
    /// Shared by all states of the table.
    pub(crate) claims: Arc<Claims>,
    /// Set while a transaction publishes this state together with those of other tables.
    pub(super) pending: Option<Pending>,
}

/// A state that shows to readers from the moment at which a transaction settles.
#[derive(Clone)]
pub(super) struct Pending {
    /// Shared by all the tables of the transaction.
    pub(super) settled: Arc<AtomicBool>,
    /// What readers take until then.
    pub(super) before: Arc<State>,
}

impl State {
    /// What a new table begins with.
    pub(super) fn of_image(image: Image, clock: &Clock) -> Self {
        let mut streams = Streams::default();
        streams.follow(&image.definition, clock);
        let mut state = Self {
            indexes: vec![Tree::default(); image.definition.indexes.len()],
            definition: image.definition,
            items: image.items,
            read_back: ReadBack::default(),
            streams,
            past: None,
            expiry: None,
            vectors: Vectors::default(),
            global: None,
            meters: Arc::new(Meters::new(clock)),
            claims: Arc::default(),
            pending: None,
        };
        state.vectors.follow(&state.definition, &state.items);
        match image.indexes {
            Some(indexes) => state.indexes = indexes,
            None => (0..state.indexes.len()).for_each(|at| state.fill_index(at)),
        }
        state
    }

    /// A state that is read back has the streams that were written down, and no others.
    pub(super) fn forget_streams(&mut self) {
        self.streams = Streams::default();
    }

    /// Takes over a definition that was written down. What is not derived from it and the items (streams,
    /// the past) is written down by itself.
    pub(super) fn take_over(&mut self, definition: Definition) {
        self.settle();
        let before = Arc::clone(&self.definition);
        let mut definition = definition;
        for index in &mut definition.vectors {
            // An index that is known keeps its entries.
            if let Some(own) = before.vectors.iter().find(|own| *own == index) {
                *index = Arc::clone(own);
            }
        }
        let known = std::mem::take(&mut self.indexes);
        let tree = |index: &IndexDefinition| {
            let places = before.indexes.iter().zip(&known);
            let mut same = places.filter(|(own, _)| own.has_entries_of(index));
            same.next().map(|(_, tree)| tree.clone())
        };
        let trees: Vec<_> = definition.indexes.iter().map(tree).collect();
        self.definition = Arc::new(definition);
        self.indexes = vec![Tree::default(); trees.len()];
        for (at, tree) in trees.into_iter().enumerate() {
            match tree {
                Some(tree) => self.indexes[at] = tree,
                None => self.fill_index(at),
            }
        }
        let definition = Arc::clone(&self.definition);
        self.vectors.follow(&definition, &self.items);
        self.expire_as(&definition);
    }

    /// Takes over the part in a global table that was written down.
    pub(super) fn join(&mut self, scope: &Scope, global: Option<GlobalTable>) {
        self.global = global.map(|global| match self.global.take() {
            Some(known) => known.within(Arc::new(global)),
            None => {
                let replication = Arc::default();
                let name = self.definition.name.clone();
                Membership::new(Arc::new(global), &replication, scope.clone(), name)
            }
        });
    }

    /// The same state in another world, whose clock and regions are its own.
    pub(super) fn within(&self, clock: &Clock, replication: &Arc<Replication>) -> Self {
        let mut state = Self {
            pending: None,
            meters: Arc::new(Meters::new(clock)),
            claims: Arc::default(),
            ..self.clone()
        };
        state.streams.follow_clock(clock);
        if let Some(past) = &mut state.past {
            past.follow_clock(clock);
        }
        let global = state.global.take();
        state.global = global.map(|global| global.by(replication));
        state
    }

    /// Takes on another definition; a stream, the expiry of items and the memory of their past begin
    /// and end as it says.
    pub(crate) fn redefine(&mut self, definition: Definition, clock: &Clock) {
        self.streams.follow(&definition, clock);
        self.vectors.follow(&definition, &self.items);
        self.expire_as(&definition);
        match (&mut self.past, definition.recovery_days) {
            (Some(past), Some(days)) => past.keep_days(days),
            (past, days) => *past = days.map(|days| Past::new(days, clock)),
        }
        self.definition = Arc::new(definition);
    }

    fn expire_as(&mut self, definition: &Definition) {
        let expiring = definition.time_to_live.attribute.as_deref();
        if self.expiry.as_ref().map(Expiry::attribute) != expiring {
            self.expiry = expiring.map(|attribute| Expiry::of(attribute, &self.items));
        }
    }

    /// The table as a backup keeps it.
    pub(crate) fn image(&self) -> Image {
        Image {
            definition: Arc::clone(&self.definition),
            items: self.items.clone(),
            indexes: Some(self.indexes.clone()),
        }
    }

    /// Puts an item whose key and index keys have been checked.
    pub(crate) fn put(&mut self, key: Key, item: Item, attributes: &Attributes) -> Written {
        if let Some(global) = &mut self.global {
            global.note(&key);
        }
        self.put_here(key, item, attributes)
    }

    fn put_here(&mut self, key: Key, item: Item, attributes: &Attributes) -> Written {
        let new_bytes = item.size_bytes();
        let follows = self.expiry.is_some() || self.past.is_some() || !self.vectors.is_empty();
        let place = follows.then(|| key.clone());
        let old = self.items.insert(key, item.clone());
        let indexes = self.write_indexes(old.as_ref(), Some((&item, attributes)));
        let mut vectors = Vec::new();
        if let Some(key) = place {
            self.follow(&key, old.as_ref(), Some(&item));
            vectors = self
                .vectors
                .write(&self.definition.key, &key, Some(attributes));
        }
        self.streams.record(Change {
            old: old.as_ref(),
            new: Some(&item),
            actor: Actor::Client,
        });
        Written {
            table_units: write_units(new_bytes.max(old.as_ref().map_or(0, Item::size_bytes))),
            indexes,
            vectors,
            old,
        }
    }

    /// Removes an item, if it is there.
    pub(crate) fn delete(&mut self, key: &Key) -> Written {
        self.delete_as(Actor::Client, key)
    }

    /// Takes writes that the other regions are to have, at most so many.
    pub(super) fn take_owed(&mut self, writes_max: usize) -> Vec<Owed> {
        let Self { global, items, .. } = self;
        let global = global.as_mut();
        global.map_or_else(Vec::new, |global| {
            global.take(writes_max, |key| items.get(key).cloned())
        })
    }

    /// Takes over what another region wrote, unless this one wrote there later; how much that was.
    /// Such a removal is nobody's in the stream, even if the time to live ended there (Developer
    /// Guide, "DynamoDB Streams and Time to Live").
    pub(super) fn receive(&mut self, owed: &[Owed]) -> usize {
        let mut received = 0;
        for write in owed {
            let global = self.global.as_mut();
            if !global.is_some_and(|global| global.yields_to(write)) {
                continue;
            }
            received += 1;
            match &write.item {
                Some(item) => {
                    self.put_here(write.key.clone(), item.clone(), &item.attributes());
                }
                None => {
                    self.delete_here(Actor::Client, &write.key);
                }
            }
        }
        received
    }

    /// Whether time to live is on.
    pub(super) fn expires(&self) -> bool {
        self.expiry.is_some()
    }

    /// Removes items whose time to live has ended; how many there were.
    pub(super) fn expire(&mut self, now_s: i64, items_max: usize) -> usize {
        let due = self.expiry.as_ref();
        let due = due.map_or_else(Vec::new, |expiry| expiry.due(now_s, items_max));
        for key in &due {
            self.delete_as(Actor::TimeToLive, key);
        }
        due.len()
    }

    fn delete_as(&mut self, actor: Actor, key: &Key) -> Written {
        if let Some(global) = &mut self.global {
            global.note(key);
        }
        self.delete_here(actor, key)
    }

    fn delete_here(&mut self, actor: Actor, key: &Key) -> Written {
        let old = self.items.remove(key);
        let indexes = self.write_indexes(old.as_ref(), None);
        self.follow(key, old.as_ref(), None);
        let vectors = self.vectors.write(&self.definition.key, key, None);
        self.streams.record(Change {
            old: old.as_ref(),
            new: None,
            actor,
        });
        Written {
            table_units: write_units(old.as_ref().map_or(0, Item::size_bytes)),
            indexes,
            vectors,
            old,
        }
    }

    fn follow(&mut self, key: &Key, old: Option<&Item>, new: Option<&Item>) {
        if let Some(expiry) = &mut self.expiry {
            expiry.write(key, old, new);
        }
        if let Some(past) = &mut self.past {
            past.note(key, old);
        }
    }

    pub(crate) fn get(&self, key: &Attributes) -> Option<&Item> {
        self.items.get(&table_key(&self.definition.key, key)?)
    }
}
