//! A table: readers take its current state and never wait; writers take turns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use arc_swap::ArcSwap;

use super::backup::Image;
use super::capacity::{IndexWrite, Written, write_units};
use super::claims::Claims;
use super::definition::{Definition, IndexDefinition, KeySchema};
use super::expiry::Expiry;
use super::global_table::{Membership, Owed, Replication};
use super::index::{index_key, projected, table_key};
use super::item::Item;
use super::key::Key;
use super::meters::Meters;
use super::past::Past;
use super::range::KeyRange;
use super::record::{Actor, Change};
use super::resource_policies::ResourcePolicies;
use super::streams::Streams;
use super::tree::Tree;
use super::vectors::Vectors;
use crate::clock::Clock;
use crate::dynamodb::value::Attributes;

/// A table's definition, its items and its indexes at one moment. Cloning it costs a few pointers.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) definition: Arc<Definition>,
    pub(crate) items: Tree,
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

/// The entries of a new index as its table's items were at one moment.
pub(crate) struct Filling {
    items: Tree,
    entries: Tree,
}

/// A table. Lock order: a directory before its tables, tables by account, region and name.
pub(crate) struct Table {
    writing: Mutex<()>,
    state: ArcSwap<State>,
    /// All replicas of a strongly consistent global table, this one among them; empty for others.
    together: ArcSwap<Vec<Weak<Self>>>,
    pub(crate) policies: ResourcePolicies,
}

impl Table {
    pub(crate) fn new(definition: Definition, clock: &Clock) -> Self {
        let indexes = definition.indexes.iter().map(|_| Tree::default()).collect();
        let image = Image {
            definition: Arc::new(definition),
            items: Tree::default(),
            indexes: Some(indexes),
        };
        Self::restored(image, clock)
    }

    /// A table whose items are there from the start.
    pub(crate) fn restored(image: Image, clock: &Clock) -> Self {
        let mut streams = Streams::default();
        streams.follow(&image.definition, clock);
        let mut state = State {
            indexes: vec![Tree::default(); image.definition.indexes.len()],
            definition: image.definition,
            items: image.items,
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
        Self::of(state, ResourcePolicies::default())
    }

    /// A table that begins with a state.
    pub(super) fn of(state: State, policies: ResourcePolicies) -> Self {
        Self {
            writing: Mutex::new(()),
            state: ArcSwap::from_pointee(state),
            together: ArcSwap::default(),
            policies,
        }
    }

    /// The table as it is now; later writes do not show in it.
    pub(crate) fn state(&self) -> Arc<State> {
        let state = self.state.load_full();
        match &state.pending {
            Some(pending) if !pending.settled.load(Ordering::Acquire) => {
                Arc::clone(&pending.before)
            }
            _ => state,
        }
    }

    /// Changes the table in one step: either all of it shows to readers, or, if `change` fails,
    /// nothing. Replicas that change together show it at the same moment.
    pub(crate) fn change<T, E>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, E>,
    ) -> Result<T, E> {
        loop {
            let together = self.together();
            if !together.is_empty() {
                return self.change_with(&together, change);
            }
            let _turn = self.turn();
            // It may have become a replica while this waited.
            if self.together.load().is_empty() {
                let mut state = State::clone(&self.state.load());
                let result = change(&mut state)?;
                self.publish(state);
                return Ok(result);
            }
        }
    }

    /// Puts replicas of one global table in the order of their locks.
    pub(crate) fn put_in_order(replicas: &mut [Arc<Self>]) {
        // Their ARNs differ in the region.
        replicas.sort_by_cached_key(|table| table.state().definition.arn.clone());
    }

    /// Says which tables change together from now on; each of them is told the same, in the order of
    /// [`Table::put_in_order`]. None is the table alone.
    pub(crate) fn keep_together(&self, tables: &[Arc<Self>]) {
        let tables = tables.iter().map(Arc::downgrade).collect();
        self.together.store(Arc::new(tables));
    }

    fn together(&self) -> Vec<Arc<Self>> {
        self.together
            .load()
            .iter()
            .filter_map(Weak::upgrade)
            .collect()
    }

    fn change_with<T, E>(
        &self,
        together: &[Arc<Self>],
        change: impl FnOnce(&mut State) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turns: Vec<_> = together.iter().map(|table| table.turn()).collect();
        let is_own = |table: &Arc<Self>| std::ptr::eq(Arc::as_ptr(table), self);
        let mut own = State::clone(&self.state.load());
        let result = change(&mut own)?;
        let owed = own.take_owed(usize::MAX);
        let states = together.iter().map(|table| {
            if is_own(table) {
                return own.clone();
            }
            let mut state = State::clone(&table.state.load());
            state.receive(&owed);
            state
        });
        Self::publish_all(together, states.collect());
        Ok(result)
    }

    /// Shows the next states of some tables to readers at one moment; only for whose turn it is in
    /// all of them.
    ///
    /// ```text
    /// every table's next state is published as pending; readers still take the one before it
    /// one flag turns                                    from here every reader takes the next state
    /// every table's next state is published as settled  so that the states before can be dropped
    /// ```
    pub(super) fn publish_all(tables: &[Arc<Self>], states: Vec<State>) {
        let settled = Arc::new(AtomicBool::new(false));
        if tables.len() > 1 {
            for (table, state) in tables.iter().zip(&states) {
                let mut next = state.clone();
                next.pending = Some(Pending {
                    settled: Arc::clone(&settled),
                    before: table.state(),
                });
                table.publish(next);
            }
            settled.store(true, Ordering::Release);
        }
        for (table, state) in tables.iter().zip(states) {
            table.publish(state);
        }
    }

    /// Takes writes that the other regions are to have, at most so many.
    pub(super) fn take_owed(&self, writes_max: usize) -> Vec<Owed> {
        let taken = self.change(|state| match state.take_owed(writes_max) {
            owed if owed.is_empty() => Err(()),
            owed => Ok(owed),
        });
        taken.unwrap_or_default()
    }

    /// Takes over writes of another region.
    pub(super) fn receive(&self, owed: &[Owed]) {
        let received = self.change(|state| match state.receive(owed) {
            0 => Err(()),
            _ => Ok(()),
        });
        // Nothing is to be told if none of them won.
        received.unwrap_or_default();
    }

    /// Removes items whose time to live has ended; how many there were.
    pub(super) fn expire(&self, now_s: i64, items_max: usize) -> usize {
        let removed = self.change(|state| match state.expire(now_s, items_max) {
            0 => Err(()),
            removed => Ok(removed),
        });
        removed.unwrap_or(0)
    }

    /// Shows a state to readers; only for whose turn it is.
    pub(super) fn publish(&self, state: State) {
        let state = Arc::new(state);
        self.state.store(Arc::clone(&state));
        if let Some(global) = &state.global {
            global.call();
        }
        if state.pending.is_none() {
            state.streams.tell();
        }
    }

    /// Waits for this writer's turn, which lasts until the guard is dropped.
    pub(super) fn turn(&self) -> MutexGuard<'_, ()> {
        // Nothing is changed in place under this lock, so a panic elsewhere left nothing half done.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
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
        let expiring = definition.time_to_live.attribute.as_deref();
        if self.expiry.as_ref().map(Expiry::attribute) != expiring {
            self.expiry = expiring.map(|attribute| Expiry::of(attribute, &self.items));
        }
        match (&mut self.past, definition.recovery_days) {
            (Some(past), Some(days)) => past.keep_days(days),
            (past, days) => *past = days.map(|days| Past::new(days, clock)),
        }
        self.definition = Arc::new(definition);
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
    fn take_owed(&mut self, writes_max: usize) -> Vec<Owed> {
        let Self { global, items, .. } = self;
        let global = global.as_mut();
        global.map_or_else(Vec::new, |global| {
            global.take(writes_max, |key| items.get(key).cloned())
        })
    }

    /// Takes over what another region wrote, unless this one wrote there later; how much that was.
    /// Such a removal is nobody's in the stream, even if the time to live ended there (Developer
    /// Guide, "DynamoDB Streams and Time to Live").
    fn receive(&mut self, owed: &[Owed]) -> usize {
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

    /// As [`Table::expire`].
    fn expire(&mut self, now_s: i64, items_max: usize) -> usize {
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

    pub(crate) fn get(&self, key: &Attributes) -> Option<&Item> {
        self.items.get(&table_key(&self.definition.key, key)?)
    }

    fn write_indexes(
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
                write_entry(tree, old_key, new_entry).map(|units| IndexWrite { index: at, units }),
            );
        }
        writes
    }
}

/// How an item stands in an index, if the index holds it.
fn entry_of(index: &IndexDefinition, table: &KeySchema, item: &Item) -> Option<(Key, Item)> {
    let attributes = item.attributes();
    let key = index_key(index, table, &attributes)?;
    Some((key, projected(index, table, item, &attributes)))
}

/// Moves one item's entry in one index; the units it costs, if the index had to be written.
fn write_entry(tree: &mut Tree, old: Option<Key>, new: Option<(Key, Item)>) -> Option<u64> {
    let units = |item: &Item| write_units(item.size_bytes());
    match (old, new) {
        (None, None) => None,
        (Some(old), None) => tree.remove(&old).as_ref().map(units),
        (None, Some((key, entry))) => {
            let cost = units(&entry);
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
            Some(write_units(new_bytes.max(old_bytes)))
        }
        (Some(old), Some((key, entry))) => {
            let removed = tree.remove(&old).as_ref().map_or(0, units);
            let cost = units(&entry);
            tree.insert(key, entry);
            Some(removed + cost)
        }
    }
}
