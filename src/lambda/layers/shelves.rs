//! Where layers are kept: one shelf an account and region, read without waiting for writers.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;

use crate::aws::identity::Scope;
use crate::lambda::functions::version::CodePackage;

use super::layer::{Layer, LayerVersion};

/// The layers of one account in one region, by name.
pub(crate) type Shelf = OrdMap<String, Layer>;

/// All layers of a world. Readers take a snapshot; writers take turns and publish a new one.
#[derive(Default)]
pub(crate) struct Layers {
    shelves: ArcSwap<OrdMap<Scope, Shelf>>,
    /// Held while a new snapshot is made, never across an await.
    writing: Mutex<()>,
}

/// All layers of a world as they were at one moment. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct LayersImage(pub(super) Arc<OrdMap<Scope, Shelf>>);

impl Layers {
    /// Begins with the layers of an image.
    pub(crate) fn restored(image: &LayersImage) -> Self {
        Self {
            shelves: ArcSwap::from(Arc::clone(&image.0)),
            writing: Mutex::default(),
        }
    }

    /// Holds every layer still while `then` works with what is there.
    pub(crate) fn still<T>(&self, then: impl FnOnce(LayersImage) -> T) -> T {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        then(LayersImage(self.shelves.load_full()))
    }

    /// All layers of a scope as they are now.
    pub(crate) fn shelf(&self, scope: &Scope) -> Shelf {
        self.shelves.load().get(scope).cloned().unwrap_or_default()
    }

    /// One version, if it is there.
    pub(crate) fn version(
        &self,
        scope: &Scope,
        name: &str,
        number: u64,
    ) -> Option<Arc<LayerVersion>> {
        let shelves = self.shelves.load();
        let layer = shelves.get(scope)?.get(name)?;
        layer.versions.get(&number).map(Arc::clone)
    }

    /// The content with this hash, of whichever version has it.
    pub(crate) fn package(&self, sha256: &[u8; 32]) -> Option<Arc<CodePackage>> {
        self.shelves
            .load()
            .values()
            .flat_map(OrdMap::values)
            .flat_map(|layer| layer.versions.values())
            .map(|version| &version.content)
            .find(|content| content.sha256 == *sha256)
            .map(Arc::clone)
    }

    /// Runs one writer at a time on a copy of what a name stands for, and publishes the copy when it
    /// succeeds.
    pub(crate) fn change<T, E>(
        &self,
        scope: &Scope,
        name: &str,
        change: impl FnOnce(&mut Layer) -> Result<T, E>,
    ) -> Result<T, E> {
        // A writer that panicked has published nothing.
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut shelves = OrdMap::clone(&self.shelves.load());
        let shelf = shelves.entry(scope.clone()).or_default();
        let mut layer = shelf.get(name).cloned().unwrap_or_default();
        let answer = change(&mut layer)?;
        if layer.last_number > 0 {
            shelf.insert(name.to_owned(), layer);
        }
        self.shelves.store(Arc::new(shelves));
        Ok(answer)
    }
}
