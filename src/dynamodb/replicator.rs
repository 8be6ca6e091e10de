//! The background task that brings the writes of one region of a global table to the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::AbortHandle;

use super::engine::directory::Engine;
use crate::bus::Bus;
use crate::bus::activity::{Activity, Work};

/// Ends with the value. It sleeps while no region owes another a write.
pub(crate) struct Replicator(AbortHandle);

impl Replicator {
    pub(crate) fn start(engine: Arc<Engine>, bus: &Bus) -> Self {
        let activity = Arc::clone(bus.activity());
        let moves = Arc::new(AtomicBool::new(false));
        let (asked, seen) = (Arc::downgrade(&engine), Arc::clone(&moves));
        activity.ask(move |_| {
            let waits = asked.upgrade();
            let waits = waits.is_some_and(|engine| engine.replication.is_called());
            let work = (waits || seen.load(Ordering::Acquire)).then(|| Work {
                kind: "DynamoDB replication",
                what: "global tables".to_owned(),
                doing: None,
            });
            Vec::from_iter(work)
        });
        Self(tokio::spawn(replicate(engine, activity, moves)).abort_handle())
    }
}

impl Drop for Replicator {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// `moves` says whether writes are on their way.
async fn replicate(engine: Arc<Engine>, activity: Arc<Activity>, moves: Arc<AtomicBool>) {
    loop {
        engine.replication.called.notified().await;
        let turn = Arc::clone(&engine);
        moves.store(true, Ordering::Release);
        if tokio::task::spawn_blocking(move || turn.replicate())
            .await
            .is_err()
        {
            // The runtime is going down.
            return;
        }
        moves.store(false, Ordering::Release);
        activity.note();
    }
}
