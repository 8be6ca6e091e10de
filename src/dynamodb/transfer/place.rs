//! Jobs are made some at the same time: each has one of a few places.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A job's place among those that are made at the same time.
pub(super) struct Place {
    all: Arc<Semaphore>,
    own: Option<OwnedSemaphorePermit>,
}

impl Place {
    pub(super) fn of(own: OwnedSemaphorePermit, all: Arc<Semaphore>) -> Self {
        Self {
            all,
            own: Some(own),
        }
    }

    /// Leaves the place to others while a job waits, and takes one again afterwards.
    pub(super) async fn while_free<T>(&mut self, waiting: impl Future<Output = T>) -> T {
        self.own = None;
        let waited = waiting.await;
        let place = Arc::clone(&self.all).acquire_owned().await;
        self.own = Some(place.expect("the semaphore is never closed"));
        waited
    }
}
