//! All tables of a world as they were at one moment, sharing everything with the world.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;

use super::backup::Backup;
use super::bulk::BulkRequest;
use super::directory::{Drawer, Engine};
use super::global_table::Consistency;
use super::jobs::{Jobs, JobsImage};
use super::listing::Place;
use super::resource_policies::{ResourcePolicies, Slots};
use super::state::State;
use super::streams::Ended;
use super::table::Table;
use super::tokens::{Tokens, TokensImage};
use super::transfer::{ExportRequest, ImportRequest};
use crate::aws::identity::Scope;
use crate::clock::Clock;

/// Cloning it costs some pointers.
#[derive(Clone, Default)]
pub(crate) struct EngineImage {
    pub(super) drawers: OrdMap<Scope, Arc<DrawerImage>>,
    /// Of TransactWriteItems.
    pub(super) tokens: TokensImage,
    /// Of ExecuteTransaction.
    pub(super) statement_tokens: TokensImage,
}

/// By ARN.
pub(super) type Backups = Arc<OrdMap<String, Arc<Backup>>>;

/// The tables of one account in one region, and what outlives tables.
#[derive(Clone)]
pub(super) struct DrawerImage {
    pub(super) scope: Scope,
    /// By name.
    pub(super) tables: OrdMap<String, TableImage>,
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

/// Whether the two are one.
impl PartialEq for DrawerImage {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for DrawerImage {}

/// Whether the two were taken of the same moment.
impl PartialEq for TableImage {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state) && Arc::ptr_eq(&self.slots, &other.slots)
    }
}

impl Eq for TableImage {}

impl Engine {
    /// Holds every table still while `then` works with what is there.
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
        let drawers = drawers.map(|((scope, drawer), tables)| {
            let tables = tables.iter();
            let tables = tables.map(|(name, table)| (name.clone(), TableImage::of(table)));
            let image = DrawerImage::at(scope, drawer, tables.collect());
            (scope.clone(), Arc::new(image))
        });
        then(EngineImage {
            drawers: drawers.collect(),
            tokens: self.tokens.image(),
            statement_tokens: self.statement_tokens.image(),
        })
    }

    /// As [`Engine::still`], with what an earlier call gave: only tables that were touched since then are
    /// held and looked at. For one asker alone.
    pub(crate) fn still_since<T>(
        &self,
        since: &EngineImage,
        then: impl FnOnce(EngineImage) -> T,
    ) -> T {
        let Some(touched) = self.touched.take() else {
            return self.still(then);
        };
        let mut touched: BTreeSet<_> = touched.into_iter().collect();
        loop {
            let _moving = self.replication.turn();
            let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
            let drawers = self.drawers.load_full();
            let _changing: Vec<_> = drawers.values().map(|drawer| drawer.turn()).collect();
            let find = |(scope, name): &Place| drawers.get(scope)?.table(name);
            let tables: Vec<_> = touched.iter().map(find).collect();
            let _writing: Vec<_> = tables.iter().flatten().map(|table| table.turn()).collect();
            // Before the next question: what was made under one of these has touched its tables before.
            let (tokens, statement_tokens) = (self.tokens.image(), self.statement_tokens.image());
            // A transaction may have changed one of these together with another table meanwhile: from
            // here on none can.
            match self.touched.take() {
                Some(more) if more.is_empty() => {}
                more => {
                    touched.extend(more.into_iter().flatten());
                    continue;
                }
            }
            let mut images = since.drawers.clone();
            for ((scope, name), table) in touched.iter().zip(&tables) {
                let Some(drawer) = images.get_mut(scope) else {
                    continue;
                };
                let drawer = Arc::make_mut(drawer);
                match table {
                    Some(table) => {
                        let image = TableImage::of(table);
                        drawer.tables.insert(name.clone(), image);
                    }
                    None => drop(drawer.tables.remove(name)),
                }
            }
            for (scope, drawer) in drawers.iter() {
                let known = images.get(scope);
                if known.is_some_and(|known| known.has_rest_of(drawer)) {
                    continue;
                }
                let tables = match known {
                    Some(known) => known.tables.clone(),
                    // All of a new drawer's tables are touched.
                    None => {
                        let own = touched.iter().zip(&tables);
                        let own = own.filter(|((of, _), _)| of == scope);
                        own.filter_map(|((_, name), table)| {
                            Some((name.clone(), TableImage::of(table.as_ref()?)))
                        })
                        .collect()
                    }
                };
                let image = DrawerImage::at(scope, drawer, tables);
                images.insert(scope.clone(), Arc::new(image));
            }
            return then(EngineImage {
                drawers: images,
                tokens,
                statement_tokens,
            });
        }
    }

    /// An engine with the tables of an image, whose time goes on by another clock. Exports, imports
    /// and bulk operations that were under way are no part of it: they are the image's world's.
    pub(crate) fn restored(image: &EngineImage, clock: Clock) -> Self {
        let engine = Self {
            tokens: Tokens::restored(&image.tokens),
            statement_tokens: Tokens::restored(&image.statement_tokens),
            ..Self::new(clock)
        };
        let drawers = image.drawers.iter().map(|(scope, drawer)| {
            let restored = Arc::new(drawer.restored(&engine));
            (scope.clone(), restored)
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

impl EngineImage {
    /// For a world that begins as this one: who sent the tokens of transactions is not there.
    pub(crate) fn without_tokens(self) -> Self {
        Self {
            drawers: self.drawers,
            ..Self::default()
        }
    }
}

impl DrawerImage {
    /// Of an account in a region where there is nothing.
    pub(super) fn empty(scope: Scope) -> Self {
        Self {
            scope,
            tables: OrdMap::new(),
            former_streams: Arc::default(),
            backups: Backups::default(),
            exports: JobsImage::default(),
            imports: JobsImage::default(),
            bulk: JobsImage::default(),
        }
    }

    fn at(scope: &Scope, drawer: &Drawer, tables: OrdMap<String, TableImage>) -> Self {
        Self {
            scope: scope.clone(),
            tables,
            former_streams: drawer.former_streams.load_full(),
            backups: drawer.backups.load_full(),
            exports: drawer.exports.image(),
            imports: drawer.imports.image(),
            bulk: drawer.bulk.image(),
        }
    }

    /// Whether all but the tables is as in a drawer.
    fn has_rest_of(&self, drawer: &Drawer) -> bool {
        Arc::ptr_eq(&self.former_streams, &drawer.former_streams.load())
            && Arc::ptr_eq(&self.backups, &drawer.backups.load())
            && self.exports.is_same(&drawer.exports.image())
            && self.imports.is_same(&drawer.imports.image())
            && self.bulk.is_same(&drawer.bulk.image())
    }

    fn restored(&self, engine: &Engine) -> Drawer {
        let listing = engine.listing(&self.scope);
        let tables = self.tables.iter().map(|(name, table)| {
            let restored = Arc::new(table.restored(engine));
            listing.enter(name, restored.listed());
            (name.clone(), restored)
        });
        let former_streams = self.former_streams.by(&engine.clock);
        Drawer {
            tables: ArcSwap::from_pointee(tables.collect()),
            listing: Some(listing),
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
