//! What one subscriber has not been sent yet, in batches, within bounds.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::json;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::request::Buffering;

/// Whoever pushes and whoever sends share it.
#[derive(Debug)]
pub(crate) struct Buffer {
    limits: Buffering,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Events as JSON, oldest first.
    waiting: Vec<String>,
    waiting_bytes: usize,
    /// When the oldest of them came.
    since: Option<Instant>,
    /// A batch is on its way.
    sending: bool,
    /// What waits is due at once.
    hurried: bool,
    /// Nobody takes the batch.
    stuck: bool,
    /// The environment rests: nobody could take one.
    asleep: bool,
    dropped_records: u64,
    dropped_bytes: u64,
}

/// AWS's own words for what is dropped ("platform.logsDropped").
const FALLEN_BEHIND: &str =
    "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

impl Buffer {
    pub(super) fn new(limits: Buffering) -> Self {
        Self {
            limits,
            state: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// Adds an event. One that comes while twice the limits wait already is dropped and counted.
    pub(super) fn push(&self, event: String) {
        let mut state = self.lock();
        let full = state.waiting_bytes + event.len() > 2 * self.limits.bytes_max
            || state.waiting.len() >= 2 * self.limits.items_max;
        if full {
            state.dropped_records += 1;
            state.dropped_bytes += event.len() as u64;
            return;
        }
        state.waiting_bytes += event.len();
        state.waiting.push(event);
        state.since.get_or_insert_with(Instant::now);
        drop(state);
        self.changed.notify_one();
    }

    /// Makes what waits due; whether nothing is left that anybody would take.
    pub(super) fn hurry(&self) -> bool {
        let mut state = self.lock();
        state.hurried = !state.waiting.is_empty();
        let done = !state.hurried && !state.sending;
        let quiet = done || state.stuck;
        drop(state);
        self.changed.notify_one();
        quiet
    }

    /// The environment rests, or goes on.
    pub(super) fn set_asleep(&self, asleep: bool) {
        self.lock().asleep = asleep;
        self.changed.notify_one();
    }

    /// Waits for a batch that is due. `now` tells the time for what was dropped.
    pub(super) async fn batch(&self, now: impl Fn() -> String) -> Vec<String> {
        loop {
            let due = {
                let mut state = self.lock();
                match self.due(&state) {
                    Due::At(at) if at <= Instant::now() => return state.take(&now()),
                    due => due,
                }
            };
            match due {
                Due::At(at) => tokio::select! {
                    () = sleep_until(at) => {}
                    () = self.changed.notified() => {}
                },
                Due::Never => self.changed.notified().await,
            }
        }
    }

    fn due(&self, state: &State) -> Due {
        let Some(since) = state.since.filter(|_| !state.asleep) else {
            return Due::Never;
        };
        let full = state.waiting.len() >= self.limits.items_max
            || state.waiting_bytes >= self.limits.bytes_max;
        match full || state.hurried {
            true => Due::At(since),
            false => Due::At(since + self.limits.timeout),
        }
    }

    /// The batch has arrived.
    pub(super) fn sent(&self) {
        let mut state = self.lock();
        state.sending = false;
        state.stuck = false;
    }

    /// The batch was refused, or nobody was there.
    pub(super) fn refused(&self) {
        self.lock().stuck = true;
    }

    /// Waits until the environment is awake.
    pub(super) async fn awake(&self) {
        while self.lock().asleep {
            self.changed.notified().await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Due {
    At(Instant),
    Never,
}

impl State {
    fn take(&mut self, now: &str) -> Vec<String> {
        let mut batch = std::mem::take(&mut self.waiting);
        if self.dropped_records > 0 {
            let record = json!({
                "droppedBytes": self.dropped_bytes,
                "droppedRecords": self.dropped_records,
                "reason": FALLEN_BEHIND,
            });
            let event = json!({"time": now, "type": "platform.logsDropped", "record": record});
            batch.push(event.to_string());
        }
        *self = Self {
            sending: true,
            stuck: self.stuck,
            ..Self::default()
        };
        batch
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn buffer() -> Buffer {
        Buffer::new(Buffering {
            items_max: 3,
            bytes_max: 100,
            timeout: Duration::from_secs(1),
        })
    }

    fn now() -> String {
        "now".to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn a_batch_is_due_by_number_by_time_or_at_once() {
        let buffer = buffer();
        let began = Instant::now();
        for event in ["a", "b", "c"] {
            buffer.push(event.to_owned());
        }
        assert_eq!(buffer.batch(now).await, ["a", "b", "c"]);
        assert_eq!(began.elapsed(), Duration::ZERO);
        buffer.sent();
        buffer.push("d".to_owned());
        assert_eq!(buffer.batch(now).await, ["d"]);
        assert!(began.elapsed() >= Duration::from_secs(1));
        assert!(!buffer.hurry(), "it is on its way");
        buffer.sent();
        assert!(buffer.hurry());
        buffer.push("e".to_owned());
        assert!(!buffer.hurry());
        let began = Instant::now();
        assert_eq!(buffer.batch(now).await, ["e"]);
        assert_eq!(began.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_while_nobody_takes_is_counted() {
        let buffer = buffer();
        (0..8).for_each(|_| buffer.push("x".to_owned()));
        let batch = buffer.batch(now).await;
        assert_eq!(batch.len(), 7);
        assert!(batch[6].contains(r#""droppedRecords":2"#), "{}", batch[6]);
    }
}
