//! How long the processes of an environment have for their end, and what they hear of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use crate::lambda::executor::environment::RunningEnvironment;
use crate::lambda::runtime_api::exchange::Exchange;
use crate::lambda::runtime_api::extension::shutdown_event;
use crate::lambda::runtime_api::extensions::End;

/// With external extensions, all together have 2 s (Developer Guide, "Lambda runtime environment
/// lifecycle", as the other times).
const EXTERNAL_MS: i64 = 2000;
/// A runtime with an internal extension has 500 ms,
const INTERNAL_MS: i64 = 500;
/// and one with external ones alone 300 ms of theirs.
const RUNTIME_MS: i64 = 300;

/// An environment's processes, which have a while for their end.
#[derive(Debug)]
pub(super) struct Ending {
    running: Arc<RunningEnvironment>,
    exchange: Arc<Exchange>,
    external: bool,
    runtime_ms: i64,
    all_ms: i64,
}

impl Ending {
    /// `None` if they are to end at once, or have ended.
    pub(super) fn of(running: &Arc<RunningEnvironment>, exchange: &Arc<Exchange>) -> Option<Self> {
        let End::Graceful { external, internal } = exchange.extensions.await_end() else {
            return None;
        };
        if running.exit().is_some() {
            return None;
        }
        let runtime_ms = if internal { INTERNAL_MS } else { RUNTIME_MS };
        Some(Self {
            running: Arc::clone(running),
            exchange: Arc::clone(exchange),
            external,
            runtime_ms,
            all_ms: if external { EXTERNAL_MS } else { runtime_ms },
        })
    }

    /// Asks the runtime to end, then tells external extensions why, at `now_ms`, and waits for the end
    /// of all, which it brings about if they have not ended in time.
    pub(super) async fn end(self, reason: &'static str, now_ms: i64) {
        self.exchange.end();
        if !self.external {
            self.running.terminate().await;
        }
        let limit = Instant::now() + millis(self.all_ms);
        let event = shutdown_event(reason, now_ms + self.all_ms);
        let gone = async {
            // A launcher, which starts external extensions, asks the runtime itself.
            let runtime_gone = self.exchange.extensions.runtime_gone();
            let _ = timeout(millis(self.runtime_ms), runtime_gone).await;
            self.exchange.extensions.shut_down(&event);
            self.exchange.extensions.gone().await;
        };
        tokio::select! {
            _ = timeout_at(limit, gone) => {}
            _ = self.running.exited() => {}
        }
        self.running.kill().await;
    }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}
