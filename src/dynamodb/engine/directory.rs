//! Which tables there are, in each account and region. Readers never wait.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;
use tokio::sync::Notify;

use super::backup::Backup;
use super::stream::Stream;
use super::streams::Ended;
use super::table::Table;
use super::tokens::Tokens;
use crate::aws::identity::Scope;
use crate::clock::Clock;

/// The embedded engine: all tables of one world.
pub(crate) struct Engine {
    pub(crate) clock: Clock,
    /// ClientRequestTokens of TransactWriteItems.
    pub(crate) tokens: Tokens,
    /// ClientRequestTokens of ExecuteTransaction, which has its own.
    pub(crate) statement_tokens: Tokens,
    /// Told when a table's items begin to expire.
    pub(crate) expiry_begun: Notify,
    growing: Mutex<()>,
    drawers: ArcSwap<OrdMap<Scope, Arc<Drawer>>>,
}

/// The tables of one account in one region.
#[derive(Default)]
pub(crate) struct Drawer {
    changing: Mutex<()>,
    tables: ArcSwap<OrdMap<String, Arc<Table>>>,
    /// The streams of tables that are deleted.
    former_streams: ArcSwap<Ended>,
    /// By ARN.
    backups: ArcSwap<OrdMap<String, Arc<Backup>>>,
}

impl Engine {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            tokens: Tokens::default(),
            statement_tokens: Tokens::default(),
            expiry_begun: Notify::new(),
            growing: Mutex::new(()),
            drawers: ArcSwap::default(),
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

    /// As [`Engine::drawer`], for what will be put into it.
    pub(crate) fn drawer_to_fill(&self, scope: &Scope) -> Arc<Drawer> {
        let _turn = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let drawers = self.drawers.load();
        if let Some(drawer) = drawers.get(scope) {
            return Arc::clone(drawer);
        }
        let drawer = Arc::new(Drawer::default());
        let grown = drawers.update(scope.clone(), Arc::clone(&drawer));
        self.drawers.store(Arc::new(grown));
        drawer
    }
}

impl Drawer {
    pub(crate) fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.load().get(name).cloned()
    }

    /// Table names in order, behind `after`.
    pub(crate) fn names(&self, after: Option<&str>) -> Vec<String> {
        let tables = self.tables.load();
        tables
            .keys()
            .filter(|name| after.is_none_or(|after| name.as_str() > after))
            .cloned()
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

    /// Changes which tables there are, one change at a time.
    pub(crate) fn change<T, E>(
        &self,
        change: impl FnOnce(&mut OrdMap<String, Arc<Table>>) -> Result<T, E>,
    ) -> Result<T, E> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tables = OrdMap::clone(&self.tables.load());
        let result = change(&mut tables)?;
        self.tables.store(Arc::new(tables));
        Ok(result)
    }
}
