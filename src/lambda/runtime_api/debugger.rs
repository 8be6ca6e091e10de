//! Whether somebody looks into a runtime with a debugger: then no time limit runs. Where one may
//! come, the environment is awake between events too, to answer it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// Told by the runtime's client; nobody is attached at first.
#[derive(Debug, Default)]
pub(crate) struct Debugger {
    attached: watch::Sender<bool>,
    expected: AtomicBool,
}

impl Debugger {
    pub(super) fn set_attached(&self, attached: bool) {
        self.expected.store(true, Ordering::Release);
        self.attached.send_replace(attached);
    }

    /// Whether the runtime has said anything of debuggers.
    pub(super) fn is_expected(&self) -> bool {
        self.expected.load(Ordering::Acquire)
    }

    /// Ends when so much time has passed without a debugger.
    pub(crate) async fn time_out(&self, limit: Duration) {
        let mut attached = self.attached.subscribe();
        let mut left = limit;
        loop {
            // `self` keeps the sender alive.
            let _ = attached.wait_for(|attached| !attached).await;
            let began = Instant::now();
            tokio::select! {
                () = sleep(left) => return,
                _ = attached.wait_for(|attached| *attached) => {
                    left = left.saturating_sub(began.elapsed());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_time_passes_while_a_debugger_is_attached() {
        let debugger = Debugger::default();
        let began = Instant::now();
        let work = async {
            sleep(Duration::from_secs(2)).await;
            debugger.set_attached(true);
            sleep(Duration::from_secs(100)).await;
            debugger.set_attached(false);
        };
        tokio::join!(debugger.time_out(Duration::from_secs(3)), work);
        assert_eq!(began.elapsed().as_secs(), 103);
    }
}
