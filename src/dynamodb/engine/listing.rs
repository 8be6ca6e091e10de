//! How tables say that they changed, to whoever writes them down.

use std::sync::{Arc, OnceLock};

use crate::aws::identity::Scope;
use crate::journal::{Mark, Touched};

/// Where a table is found.
pub(super) type Place = (Scope, String);

/// What changed of one world's tables.
pub(super) type Tables = Arc<Touched<Place>>;

/// Of one drawer: its tables are known by it to whoever looks.
pub(super) struct Listing {
    pub(super) scope: Scope,
    pub(super) tables: Tables,
}

/// What a table, and what stands beside its state, tells its changes to; nobody as long as it is in no
/// drawer.
#[derive(Clone, Default)]
pub(super) struct Listed(Arc<OnceLock<(Tables, Arc<Mark<Place>>)>>);

impl Listed {
    /// Says that something has changed. A table's state: while its lock is held.
    pub(super) fn note(&self) {
        if let Some((tables, mark)) = self.0.get() {
            tables.note(mark);
        }
    }
}

impl Listing {
    /// A table comes into the drawer; what has its name there goes.
    pub(super) fn enter(&self, name: &str, table: &Listed) {
        let place = || (Arc::clone(&self.tables), Mark::new(self.place(name)));
        table.0.get_or_init(place);
        table.note();
    }

    /// A table leaves the drawer.
    pub(super) fn leave(&self, name: &str) {
        self.tables.note(&Mark::new(self.place(name)));
    }

    fn place(&self, name: &str) -> Place {
        (self.scope.clone(), name.to_owned())
    }
}
