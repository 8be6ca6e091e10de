//! Which tables there are, in each account and region. Readers never wait.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use tokio::sync::Notify;

use super::backup::Backup;
use super::bulk::BulkRequest;
use super::global_table::{Replication, Ticket};
use super::jobs::Jobs;
use super::listing::{Listing, Tables};
use super::stream::Stream;
use super::streams::Ended;
use super::table::Table;
use super::tokens::Tokens;
use super::transfer::{ExportRequest, ImportRequest};
use super::work::WorkQueue;
use crate::aws::identity::Scope;
use crate::clock::Clock;

/// Writes that go to another region in one step of its table; its own writers get their turn between
/// steps.
const STEP_WRITES_MAX: usize = 500;

/// The embedded engine: all tables of one world.
pub(crate) struct Engine {
    pub(crate) clock: Clock,
    /// ClientRequestTokens of TransactWriteItems.
    pub(crate) tokens: Tokens,
    /// ClientRequestTokens of ExecuteTransaction, which has its own.
    pub(crate) statement_tokens: Tokens,
    /// Told when a table's items begin to expire.
    pub(crate) expiry_begun: Notify,
    /// Between the regions of global tables.
    pub(crate) replication: Arc<Replication>,
    /// Exports, imports and bulk operations that have yet to be made.
    pub(crate) work: WorkQueue,
    pub(super) growing: Mutex<()>,
    pub(super) drawers: ArcSwap<OrdMap<Scope, Arc<Drawer>>>,
    /// Tables that were touched.
    pub(super) touched: Tables,
}

/// The tables of one account in one region.
#[derive(Default)]
pub(crate) struct Drawer {
    pub(super) changing: Mutex<()>,
    pub(super) tables: ArcSwap<OrdMap<String, Arc<Table>>>,
    /// The streams of tables that are deleted.
    pub(super) former_streams: ArcSwap<Ended>,
    /// By ARN.
    pub(super) backups: ArcSwap<OrdMap<String, Arc<Backup>>>,
    /// They outlive their tables.
    pub(crate) exports: Jobs<ExportRequest>,
    pub(crate) imports: Jobs<ImportRequest>,
    pub(crate) bulk: Jobs<BulkRequest>,
    /// None for a drawer that is nobody's.
    pub(super) listing: Option<Listing>,
}

impl Engine {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            tokens: Tokens::default(),
            statement_tokens: Tokens::default(),
            expiry_begun: Notify::new(),
            replication: Arc::default(),
            work: WorkQueue::default(),
            growing: Mutex::new(()),
            drawers: ArcSwap::default(),
            touched: Tables::default(),
        }
    }

    /// The tables of an account in a region; there is nothing there until a table is created.
    pub(crate) fn drawer(&self, scope: &Scope) -> Arc<Drawer> {
        if let Some(drawer) = self.drawers.load().get(scope) {
            return Arc::clone(drawer);
        }
        Arc::default()
    }

    /// Every table of every account and region.
    fn tables(&self) -> Vec<Arc<Table>> {
        let drawers = self.drawers.load();
        let tables = drawers.values().map(|drawer| drawer.tables.load_full());
        tables
            .flat_map(|tables| tables.values().cloned().collect::<Vec<_>>())
            .collect()
    }

    /// Removes every item whose time to live has ended, some at a time; whether there are tables
    /// whose items expire.
    pub(crate) fn expire(&self, step_items_max: usize) -> bool {
        let now_s = self.clock.unix_ms().div_euclid(1000);
        let tables = self.tables();
        let expiring = tables.iter().filter(|table| table.state().expires());
        expiring
            .map(|table| while table.expire(now_s, step_items_max) == step_items_max {})
            .count()
            > 0
    }

    /// Brings what was written in one region of a global table to the others.
    pub(crate) fn replicate(&self) {
        for ticket in self.replication.waiting() {
            let _turn = self.replication.turn();
            self.settle_ticket(&ticket);
        }
    }

    /// As [`Engine::replicate`], before the regions of a table change; only for whose turn it is.
    pub(crate) fn replicate_now(&self) {
        for ticket in self.replication.waiting() {
            self.settle_ticket(&ticket);
        }
    }

    fn settle_ticket(&self, ticket: &Ticket) {
        // A table that was deleted has settled before.
        if let Some(table) = self.drawer(&ticket.scope).table(&ticket.table_name) {
            self.settle(&ticket.scope, &table);
        }
    }

    /// Sends what a table owes the other regions; only for whose turn it is.
    pub(crate) fn settle(&self, scope: &Scope, table: &Table) {
        loop {
            let owed = table.take_owed(STEP_WRITES_MAX);
            if owed.is_empty() {
                return;
            }
            for other in self.beside(scope, table) {
                other.receive(&owed);
            }
        }
    }

    /// The tables of a table's other regions.
    pub(crate) fn beside(&self, scope: &Scope, table: &Table) -> Vec<Arc<Table>> {
        let state = table.state();
        let Some(membership) = &state.global else {
            return Vec::new();
        };
        let regions = membership.global.beside(&scope.region);
        let tables = regions.map(|region| {
            let scope = Scope {
                account: scope.account.clone(),
                region: region.clone(),
            };
            self.drawer(&scope).table(&state.definition.name)
        });
        tables.flatten().collect()
    }

    pub(super) fn listing(&self, scope: &Scope) -> Listing {
        Listing {
            scope: scope.clone(),
            tables: Arc::clone(&self.touched),
        }
    }

    /// As [`Engine::drawer`], for what will be put into it.
    pub(crate) fn drawer_to_fill(&self, scope: &Scope) -> Arc<Drawer> {
        let _turn = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let drawers = self.drawers.load();
        if let Some(drawer) = drawers.get(scope) {
            return Arc::clone(drawer);
        }
        let drawer = Arc::new(Drawer {
            listing: Some(self.listing(scope)),
            ..Drawer::default()
        });
        let grown = drawers.update(scope.clone(), Arc::clone(&drawer));
        self.drawers.store(Arc::new(grown));
        drawer
    }
}

impl Drawer {
    pub(crate) fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.load().get(name).cloned()
    }

    /// Table names in order, behind `after`, and so many at most.
    pub(crate) fn names(&self, after: Option<&str>, names_max: usize) -> Vec<String> {
        let tables = self.tables.load();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let behind = tables.range::<_, str>((from, Bound::Unbounded));
        behind
            .take(names_max)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The streams of tables that are there and of deleted ones, by ARN; of one table if it is
    /// named. A stream is found at every moment of its table's deletion.
    pub(crate) fn streams(&self, table: Option<&str>) -> BTreeMap<String, Stream> {
        let mut found = BTreeMap::new();
        let mut add = |stream: &Stream| {
            found.insert(stream.about().arn.clone(), stream.clone());
        };
        let tables = self.tables.load();
        match table {
            Some(name) => {
                if let Some(table) = tables.get(name) {
                    table.state().streams.all().for_each(&mut add);
                }
            }
            None => {
                let states = tables.values().map(|table| table.state());
                states.for_each(|state| state.streams.all().for_each(&mut add));
            }
        }
        let former = self.former_streams.load();
        let is_asked =
            |stream: &&Stream| table.is_none_or(|name| stream.about().table_name == name);
        former.all().filter(is_asked).for_each(&mut add);
        found
    }

    /// Keeps the streams of a table before it is deleted; only while [`Drawer::change`] runs.
    pub(crate) fn keep_streams(&self, ended: &Ended) {
        let kept = self.former_streams.load().with(ended.all().cloned());
        self.former_streams.store(Arc::new(kept));
    }

    pub(crate) fn backup(&self, arn: &str) -> Option<Arc<Backup>> {
        self.backups.load().get(arn).cloned()
    }

    /// Every backup, oldest first.
    pub(crate) fn backups(&self) -> Vec<Arc<Backup>> {
        let mut backups: Vec<_> = self.backups.load().values().cloned().collect();
        backups.sort_by(|one, other| one.place().cmp(&other.place()));
        backups
    }

    pub(crate) fn keep_backup(&self, backup: Backup) -> Arc<Backup> {
        let backup = Arc::new(backup);
        let (arn, kept) = (backup.arn.clone(), Arc::clone(&backup));
        self.backups
            .rcu(move |backups| backups.update(arn.clone(), Arc::clone(&kept)));
        backup
    }

    /// Whether the backup was there until now.
    pub(crate) fn remove_backup(&self, arn: &str) -> bool {
        let before = self.backups.rcu(|backups| backups.without(arn));
        before.contains_key(arn)
    }

    /// Waits until nobody else changes which tables there are.
    pub(crate) fn turn(&self) -> DrawerTurn<'_> {
        DrawerTurn {
            drawer: self,
            _turn: self.changing.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Changes which tables there are, one change at a time.
    pub(crate) fn change<T, E>(
        &self,
        change: impl FnOnce(&mut OrdMap<String, Arc<Table>>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.turn();
        let mut tables = OrdMap::clone(&self.tables.load());
        let result = change(&mut tables)?;
        self.show(tables);
        Ok(result)
    }

    /// Shows to readers which tables there are now; only for whose turn it is.
    fn show(&self, tables: OrdMap<String, Arc<Table>>) {
        if let Some(listing) = &self.listing {
            for change in self.tables.load().diff(&tables) {
                match change {
                    DiffItem::Add(name, table)
                    | DiffItem::Update {
                        new: (name, table), ..
                    } => listing.enter(name, table.listed()),
                    DiffItem::Remove(name, _) => listing.leave(name),
                }
            }
        }
        self.tables.store(Arc::new(tables));
    }
}

/// A drawer into which nobody else puts tables meanwhile. Who needs several takes them while
/// [`Replication::turn`] lasts.
pub(crate) struct DrawerTurn<'a> {
    drawer: &'a Drawer,
    _turn: MutexGuard<'a, ()>,
}

impl DrawerTurn<'_> {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.drawer.tables.load().contains_key(name)
    }

    pub(crate) fn insert(&self, name: String, table: Arc<Table>) {
        let tables = self.drawer.tables.load().update(name, table);
        self.drawer.show(tables);
    }
}
