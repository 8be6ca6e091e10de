//! Which tables there are, in each account and region. Readers never wait.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;

use super::table::Table;
use crate::aws::identity::Scope;
use crate::clock::Clock;

/// The embedded engine: all tables of one world.
pub(crate) struct Engine {
    pub(crate) clock: Clock,
    growing: Mutex<()>,
    drawers: ArcSwap<OrdMap<Scope, Arc<Drawer>>>,
}

/// The tables of one account in one region.
#[derive(Default)]
pub(crate) struct Drawer {
    changing: Mutex<()>,
    tables: ArcSwap<OrdMap<String, Arc<Table>>>,
}

impl Engine {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
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
