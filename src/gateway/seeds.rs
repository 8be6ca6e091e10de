//! How far the seeds of this server have come, for whoever asks.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every seed, in the order in which they are applied.
#[derive(Debug, Default)]
pub(crate) struct Seeds(Mutex<Vec<Seed>>);

#[derive(Clone, Debug)]
pub(super) struct Seed {
    pub(super) name: String,
    pub(super) state: SeedState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SeedState {
    Waiting,
    Running,
    Successful,
    /// Why, in one line.
    Failed(String),
}

impl Seeds {
    /// These are going to be applied.
    pub(crate) fn expect(&self, names: impl Iterator<Item = String>) {
        let state = SeedState::Waiting;
        let seeds = names.map(|name| Seed {
            name,
            state: state.clone(),
        });
        *self.lock() = seeds.collect();
    }

    pub(crate) fn set(&self, index: usize, state: SeedState) {
        if let Some(seed) = self.lock().get_mut(index) {
            seed.state = state;
        }
    }

    pub(super) fn shown(&self) -> Vec<Seed> {
        self.lock().clone()
    }

    /// Whether each has been applied, or has failed.
    pub(super) fn are_over(&self) -> bool {
        let is_over = |state: &SeedState| !matches!(state, SeedState::Waiting | SeedState::Running);
        self.lock().iter().all(|seed| is_over(&seed.state))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Seed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
