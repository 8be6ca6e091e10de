//! Volumes that are written once, each set of them under its key, and mounted read-only ever after.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::engine::{Engine, EngineProblem};

/// Sets of one kind that are kept at once; beyond them, those that no container uses are removed.
const SETS_MAX: usize = 64;

/// What this process has brought to its engine under keys of one kind.
pub(super) struct Volumes<K> {
    engine: Engine,
    sets: Mutex<HashMap<K, Set>>,
}

/// The names of volumes, once they are written.
type Set = Arc<OnceCell<Vec<String>>>;

impl<K: Clone + Eq + Hash> Volumes<K> {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            engine,
            sets: Mutex::default(),
        }
    }

    /// The names of the volumes under a key; whoever comes first for it writes them, the others wait.
    pub(super) async fn written<F, P>(
        &self,
        key: K,
        write: impl Fn() -> F,
    ) -> Result<Vec<String>, P>
    where
        F: Future<Output = Result<Vec<String>, P>>,
        P: From<EngineProblem>,
    {
        loop {
            let (set, surplus) = self.place(&key);
            for name in surplus {
                // One that is still in use stays until the end.
                let _ = self.engine.remove_volume(&name).await;
            }
            let names = set.get_or_try_init(&write).await?;
            if self.are_there(names).await? {
                return Ok(names.clone());
            }
            self.forget(&key, &set);
        }
    }

    /// The engine would put empty volumes in the place of those that its owner has pruned.
    async fn are_there(&self, names: &[String]) -> Result<bool, EngineProblem> {
        for name in names {
            if !self.engine.has_volume(name).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The place of a set, and the volumes that must make room for it.
    fn place(&self, key: &K) -> (Set, Vec<String>) {
        let mut sets = self.lock();
        let mut surplus = Vec::new();
        if !sets.contains_key(key) && sets.len() >= SETS_MAX {
            sets.retain(|_, set| match set.get() {
                Some(names) => {
                    surplus.extend_from_slice(names);
                    false
                }
                None => true,
            });
        }
        let set = Arc::clone(sets.entry(key.clone()).or_default());
        (set, surplus)
    }

    /// Forgets a set, unless somebody has written it anew.
    fn forget(&self, key: &K, set: &Set) {
        let mut sets = self.lock();
        if sets.get(key).is_some_and(|own| Arc::ptr_eq(own, set)) {
            sets.remove(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Set>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
