//! The background task that brings the writes of one region of a global table to the others.

use std::sync::Arc;

use tokio::task::AbortHandle;

use super::engine::directory::Engine;

/// Ends with the value. It sleeps while no region owes another a write.
pub(crate) struct Replicator(AbortHandle);

impl Replicator {
    pub(crate) fn start(engine: Arc<Engine>) -> Self {
        Self(tokio::spawn(replicate(engine)).abort_handle())
    }
}

impl Drop for Replicator {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn replicate(engine: Arc<Engine>) {
    loop {
        engine.replication.called.notified().await;
        let turn = Arc::clone(&engine);
        if tokio::task::spawn_blocking(move || turn.replicate())
            .await
            .is_err()
        {
            // The runtime is going down.
            return;
        }
    }
}
