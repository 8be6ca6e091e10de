//! A table: readers take its current state and never wait; writers take turns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use arc_swap::ArcSwap;

use super::backup::Image;
use super::definition::Definition;
use super::global_table::Owed;
use super::listing::Listed;
use super::resource_policies::ResourcePolicies;
use super::state::{Pending, State};
use super::tree::Tree;
use crate::clock::Clock;

/// A table. Lock order: a directory before its tables, tables by account, region and name.
pub(crate) struct Table {
    writing: Mutex<()>,
    state: ArcSwap<State>,
    /// All replicas of a strongly consistent global table, this one among them; empty for others.
    together: ArcSwap<Vec<Weak<Self>>>,
    pub(crate) policies: ResourcePolicies,
}

/// Whether the two are one.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Table {}

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
        Self::of(State::of_image(image, clock), ResourcePolicies::default())
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

    /// What its changes are told to.
    pub(super) fn listed(&self) -> &Listed {
        self.policies.listed()
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
        self.listed().note();
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
