//! The background task that removes items whose time to live has ended.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;

use super::engine::directory::Engine;

/// How long an item may outlive its moment. AWS takes minutes, and promises a few days (Developer
/// Guide, "Using time to live (TTL)"); a test should not wait.
const SWEEP_EVERY: Duration = Duration::from_millis(500);
/// Items that are removed in one step of a table; writers get their turn between steps.
const STEP_ITEMS_MAX: usize = 500;

/// Ends with the value. It sleeps while no table's items expire.
pub(crate) struct Sweeper(AbortHandle);

impl Sweeper {
    pub(crate) fn start(engine: Arc<Engine>) -> Self {
        Self(tokio::spawn(sweep(engine)).abort_handle())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn sweep(engine: Arc<Engine>) {
    loop {
        engine.expiry_begun.notified().await;
        loop {
            let turn = Arc::clone(&engine);
            let turn = tokio::task::spawn_blocking(move || turn.expire(STEP_ITEMS_MAX));
            if !turn.await.unwrap_or(false) {
                break;
            }
            engine.clock.look_after(SWEEP_EVERY).await;
        }
    }
}
