//! All tables of a world as they were at one moment, sharing everything with the world.

use std::sync::{Arc, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;

use super::backup::Backup;
use super::bulk::BulkRequest;
use super::directory::{Drawer, Engine};
use super::global_table::Consistency;
use super::jobs::{Jobs, JobsImage};
use super::resource_policies::{ResourcePolicies, Slots};
use super::state::State;
use super::streams::Ended;
use super::table::Table;
use super::transfer::{ExportRequest, ImportRequest};
use crate::aws::identity::Scope;
use crate::clock::Clock;

/// Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct EngineImage(
    /// In the order of their scopes.
    pub(super) Arc<Vec<DrawerImage>>,
);

/// By ARN.
pub(super) type Backups = Arc<OrdMap<String, Arc<Backup>>>;

/// The tables of one account in one region, and what outlives tables.
#[derive(Clone)]
pub(super) struct DrawerImage {
    pub(super) scope: Scope,
    /// In the order of their names.
    pub(super) tables: Vec<TableImage>,
    pub(super) former_streams: Arc<Ended>,
    pub(super) backups: Backups,
    pub(super) exports: JobsImage<ExportRequest>,
    pub(super) imports: JobsImage<ImportRequest>,
    pub(super) bulk: JobsImage<BulkRequest>,
}

#[derive(Clone)]
pub(super) struct TableImage {
    pub(super) state: Arc<State>,
    pub(super) slots: Arc<Slots>,
}

impl Engine {
    /// Holds every table still while `then` works with what is there. The tokens of transactions are no
    /// part of it: those who sent them are this world's.
    ///
    /// Locks are taken in the order in which everyone takes them: replication, directories, then
    /// tables by account, region and name.
    pub(crate) fn still<T>(&self, then: impl FnOnce(EngineImage) -> T) -> T {
        let _moving = self.replication.turn();
        let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        let drawers = self.drawers.load_full();
        let _changing: Vec<_> = drawers.values().map(|drawer| drawer.turn()).collect();
        let tables = drawers.values().map(|drawer| drawer.tables.load_full());
        let tables: Vec<_> = tables.collect();
        let _writing: Vec<_> = tables
            .iter()
            .flat_map(|tables| tables.values())
            .map(|table| table.turn())
            .collect();
        let drawers = drawers.iter().zip(&tables);
        let drawers = drawers.map(|((scope, drawer), tables)| DrawerImage {
            scope: scope.clone(),
            tables: tables.values().map(|table| TableImage::of(table)).collect(),
            former_streams: drawer.former_streams.load_full(),
            backups: drawer.backups.load_full(),
            exports: drawer.exports.image(),
            imports: drawer.imports.image(),
            bulk: drawer.bulk.image(),
        });
        then(EngineImage(Arc::new(drawers.collect())))
    }

    /// An engine with the tables of an image, whose time goes on by another clock. Exports, imports
    /// and bulk operations that were under way are no part of it: they are the image's world's.
    pub(crate) fn restored(image: &EngineImage, clock: Clock) -> Self {
        let engine = Self::new(clock);
        let drawers = image.0.iter().map(|drawer| {
            let restored = Arc::new(drawer.restored(&engine));
            (drawer.scope.clone(), restored)
        });
        engine.drawers.store(Arc::new(drawers.collect()));
        for (scope, drawer) in engine.drawers.load().iter() {
            for table in drawer.tables.load().values() {
                engine.reunite(scope, table);
            }
        }
        // Tables may expire, owe and wait as those of the image did.
        engine.expiry_begun.notify_one();
        engine
    }

    /// Makes a table a part of its global table again.
    fn reunite(&self, scope: &Scope, table: &Arc<Table>) {
        let state = table.state();
        let Some(membership) = &state.global else {
            return;
        };
        if membership.global.consistency == Consistency::Strong {
            let mut together = self.beside(scope, table);
            together.push(Arc::clone(table));
            Table::put_in_order(&mut together);
            table.keep_together(&together);
        }
        membership.call();
    }
}

impl DrawerImage {
    /// Of an account in a region where there is nothing.
    pub(super) fn empty(scope: Scope) -> Self {
        Self {
            scope,
            tables: Vec::new(),
            former_streams: Arc::default(),
            backups: Backups::default(),
            exports: JobsImage::default(),
            imports: JobsImage::default(),
            bulk: JobsImage::default(),
        }
    }

    fn restored(&self, engine: &Engine) -> Drawer {
        let tables = self.tables.iter().map(|table| {
            let restored = Arc::new(table.restored(engine));
            (table.state.definition.name.clone(), restored)
        });
        let former_streams = self.former_streams.by(&engine.clock);
        Drawer {
            tables: ArcSwap::from_pointee(tables.collect()),
            former_streams: ArcSwap::from_pointee(former_streams),
            backups: ArcSwap::from(Arc::clone(&self.backups)),
            exports: Jobs::of(self.exports.ended()),
            imports: Jobs::of(self.imports.ended()),
            bulk: Jobs::of(self.bulk.ended()),
            ..Drawer::default()
        }
    }
}

impl TableImage {
    fn of(table: &Table) -> Self {
        Self {
            state: table.state(),
            slots: table.policies.slots(),
        }
    }

    fn restored(&self, engine: &Engine) -> Table {
        let state = self.state.within(&engine.clock, &engine.replication);
        Table::of(state, ResourcePolicies::of(Arc::clone(&self.slots)))
    }
}
