//! The one thread that writes: whoever asks together is committed together.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::log::Log;
use super::pieces::Pieces;

/// What nobody asks for (items that expire, what a queue has delivered) is committed so often.
const TICK: Duration = Duration::from_millis(500);

/// Commits a state whenever it is asked to.
pub(crate) struct Committer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    asked: Condvar,
}

#[derive(Default)]
struct Queue {
    /// As many as there are connections at most.
    waiting: Vec<oneshot::Sender<bool>>,
    stopping: bool,
}

/// What should have been written could not be.
#[derive(Debug)]
pub(crate) struct NotWritten;

/// Why the state is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Somebody asked.
    Asked,
    /// Time has passed, or all is at its end.
    Tick,
}

impl Committer {
    /// Begins with what the log holds; only inside a runtime. `look` gives the state as it is now; `None` once it is gone.
    pub(crate) fn start<S>(
        log: Log,
        committed: S,
        look: impl FnMut(Reason) -> Option<S> + Send + 'static,
    ) -> io::Result<Self>
    where
        S: Pieces + Default + Clone + Send + 'static,
    {
        let shared = Arc::<Shared>::default();
        let mut writer = Writer {
            shared: Arc::clone(&shared),
            log,
            committed,
            look,
            has_failed: false,
        };
        // Whatever is dropped there may want to leave the rest to others.
        let runtime = tokio::runtime::Handle::current();
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || {
                let _inside = runtime.enter();
                writer.run();
            })?;
        Ok(Self {
            shared,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Ends once all that has changed before this call is written down.
    pub(crate) async fn commit(&self) -> Result<(), NotWritten> {
        let (done, written) = oneshot::channel();
        {
            let mut queue = self.shared.queue();
            if queue.stopping {
                return Err(NotWritten);
            }
            queue.waiting.push(done);
            if queue.waiting.len() == 1 {
                self.shared.asked.notify_one();
            }
        }
        match written.await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(NotWritten),
        }
    }

    /// Commits what is left, and ends. Blocks until then.
    pub(crate) fn stop(&self) {
        self.shared.queue().stopping = true;
        self.shared.asked.notify_one();
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for somebody who asks, or a tick; gives everyone who has asked by then, and whether this
    /// was the last time.
    fn gather(&self) -> (Vec<oneshot::Sender<bool>>, bool) {
        let nobody = |queue: &mut Queue| queue.waiting.is_empty() && !queue.stopping;
        let waited = self.asked.wait_timeout_while(self.queue(), TICK, nobody);
        let (mut queue, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (std::mem::take(&mut queue.waiting), queue.stopping)
    }
}

struct Writer<S, F> {
    shared: Arc<Shared>,
    log: Log,
    committed: S,
    look: F,
    has_failed: bool,
}

/// Nobody waits for a writer that is gone, even if it panicked.
impl<S, F> Drop for Writer<S, F> {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.stopping = true;
        queue.waiting.clear();
    }
}

impl<S, F> Writer<S, F>
where
    S: Pieces + Default + Clone + Send + 'static,
    F: FnMut(Reason) -> Option<S>,
{
    fn run(&mut self) {
        self.log.begin();
        // What was left behind may be more than is needed.
        self.log.check(&self.committed, false);
        loop {
            let (waiting, is_last) = self.shared.gather();
            let reason = match waiting.is_empty() || is_last {
                true => Reason::Tick,
                false => Reason::Asked,
            };
            let written = self.commit(reason);
            for done in waiting {
                // Whoever has gone away meanwhile does not care.
                let _ = done.send(written);
            }
            self.log
                .check(&self.committed, reason == Reason::Tick && !is_last);
            if is_last {
                return;
            }
        }
    }

    fn commit(&mut self, reason: Reason) -> bool {
        let Some(now) = (self.look)(reason) else {
            return false;
        };
        match self.log.commit(&self.committed, &now) {
            Ok(()) => {
                if std::mem::take(&mut self.has_failed) {
                    tracing::info!("the journal can be written again");
                }
                self.committed = now;
                true
            }
            Err(error) => {
                if !std::mem::replace(&mut self.has_failed, true) {
                    tracing::error!("the journal cannot be written, so writes fail: {error}");
                }
                false
            }
        }
    }
}
