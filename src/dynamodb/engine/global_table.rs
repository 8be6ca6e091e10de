//! A global table: one table in several regions, and the writes that its replicas owe each other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::item::Item;
use super::key::Key;
use crate::aws::identity::{Region, Scope};

/// When a write shows in the other regions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Consistency {
    /// Soon; the last writer of an item wins.
    Eventual,
    /// Before it is answered.
    Strong,
}

/// A region's part in a global table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Replica {
    pub(crate) region: Region,
    /// The region whose endpoint asked for it; none for the first.
    pub(crate) source: Option<Region>,
    pub(crate) joined_ms: i64,
}

/// What all of a global table's replicas know of each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GlobalTable {
    pub(crate) consistency: Consistency,
    /// In the order in which they joined.
    pub(crate) replicas: Vec<Replica>,
    /// Regions that keep no table (Developer Guide, "DynamoDB global tables": a vote among three).
    pub(crate) witnesses: Vec<Region>,
}

impl GlobalTable {
    pub(crate) fn has(&self, region: &Region) -> bool {
        self.replicas.iter().any(|own| own.region == *region)
    }

    /// The other regions, as one of them lists them.
    pub(crate) fn beside(&self, region: &Region) -> impl Iterator<Item = &Region> {
        let regions = self.replicas.iter().map(|own| &own.region);
        regions.filter(move |own| *own != region)
    }
}

/// A table's part in a global table. Cloning it costs a few pointers.
#[derive(Clone)]
pub(crate) struct Membership {
    pub(crate) global: Arc<GlobalTable>,
    replication: Arc<Replication>,
    ticket: Arc<Ticket>,
    /// What was written here and is not yet in the other regions, with its place among all writes:
    /// at most one entry for each item.
    owed: OrdMap<Key, u64>,
}

/// A write on its way to the other regions.
pub(crate) struct Owed {
    pub(super) key: Key,
    pub(super) order: u64,
    /// None if the item was removed.
    pub(super) item: Option<Item>,
}

impl Membership {
    pub(crate) fn new(
        global: Arc<GlobalTable>,
        replication: &Arc<Replication>,
        scope: Scope,
        table_name: String,
    ) -> Self {
        Self {
            global,
            replication: Arc::clone(replication),
            ticket: Arc::new(Ticket {
                scope,
                table_name,
                waits: AtomicBool::new(false),
            }),
            owed: OrdMap::new(),
        }
    }

    /// The same part in the global table as it is now.
    pub(crate) fn within(self, global: Arc<GlobalTable>) -> Self {
        Self { global, ..self }
    }

    /// The same part among the regions of another world, where as much is owed.
    pub(super) fn by(self, replication: &Arc<Replication>) -> Self {
        let written = self.replication.written.load(Ordering::Relaxed);
        replication.written.fetch_max(written, Ordering::Relaxed);
        let ticket = Ticket {
            scope: self.ticket.scope.clone(),
            table_name: self.ticket.table_name.clone(),
            waits: AtomicBool::new(false),
        };
        Self {
            replication: Arc::clone(replication),
            ticket: Arc::new(ticket),
            ..self
        }
    }

    /// What is owed.
    pub(super) fn owed(&self) -> OrdMap<Key, u64> {
        self.owed.clone()
    }

    /// Puts back a write that was written down as owed, or takes it away.
    pub(super) fn owe(&mut self, key: Key, order: Option<u64>) {
        match order {
            Some(order) => {
                let written = order.saturating_add(1);
                self.replication
                    .written
                    .fetch_max(written, Ordering::Relaxed);
                self.owed.insert(key, order);
            }
            None => drop(self.owed.remove(&key)),
        }
    }

    pub(crate) fn region(&self) -> &Region {
        &self.ticket.scope.region
    }

    /// Notes a write of this region. An item that is written again before the others have it goes
    /// there once, as AWS does (Developer Guide, "How global tables work": changes may be combined).
    pub(super) fn note(&mut self, key: &Key) {
        let order = self.replication.written.fetch_add(1, Ordering::Relaxed);
        self.owed.insert(key.clone(), order);
    }

    /// Takes writes off that the others are to have next; `item` tells what is in a place.
    pub(super) fn take(
        &mut self,
        writes_max: usize,
        item: impl Fn(&Key) -> Option<Item>,
    ) -> Vec<Owed> {
        let mut taken = Vec::new();
        while taken.len() < writes_max {
            let Some((key, order)) = self.owed.get_min().cloned() else {
                break;
            };
            self.owed.remove(&key);
            let item = item(&key);
            taken.push(Owed { key, order, item });
        }
        taken
    }

    /// Whether a write of another region wins here; one of this region that loses is forgotten.
    pub(super) fn yields_to(&mut self, other: &Owed) -> bool {
        match self.owed.get(&other.key) {
            Some(own) if *own > other.order => false,
            Some(_) => self.owed.remove(&other.key).is_some(),
            None => true,
        }
    }

    pub(super) fn owes(&self) -> bool {
        !self.owed.is_empty()
    }

    /// Sees to it that what is owed is sent, unless that is under way.
    pub(super) fn call(&self) {
        if self.owes() && !self.ticket.waits.swap(true, Ordering::AcqRel) {
            self.replication.enter(Arc::clone(&self.ticket));
        }
    }
}

/// A table that owes writes to other regions.
pub(crate) struct Ticket {
    pub(crate) scope: Scope,
    pub(crate) table_name: String,
    /// Whether the ticket is in the queue already.
    waits: AtomicBool,
}

/// The tables that owe writes: each at most once, so the queue is as long as there are tables.
#[derive(Default)]
pub(crate) struct Replication {
    /// How many writes there were: their order, whatever the clock says.
    written: AtomicU64,
    waiting: Mutex<Vec<Arc<Ticket>>>,
    /// Told when a table begins to wait.
    pub(crate) called: Notify,
    moving: Mutex<()>,
}

impl Replication {
    /// Waits for the turn of whoever moves writes between regions, or changes which regions there
    /// are. Before a directory and its tables in the order of locks.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tables that wait, each once.
    pub(super) fn waiting(&self) -> Vec<Arc<Ticket>> {
        let taken = std::mem::take(&mut *self.queue());
        for ticket in &taken {
            ticket.waits.store(false, Ordering::Release);
        }
        taken
    }

    /// Whether a table waits.
    pub(crate) fn is_called(&self) -> bool {
        !self.queue().is_empty()
    }

    fn enter(&self, ticket: Arc<Ticket>) {
        self.queue().push(ticket);
        self.called.notify_one();
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Arc<Ticket>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
