//! What happens in one environment, told to its subscribers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::task::AbortHandle;

use super::buffer::Buffer;
use super::record::{FAULT, Record};
use super::request::{Api, Subscription, Topic};
use crate::aws::time::iso_millis;
use crate::clock::Clock;

/// Records of before a subscription that are kept for it, and their bytes.
const BACKLOG_MAX: usize = 1000;
const BACKLOG_BYTES_MAX: usize = 256 * 1024;

/// One environment's. Dropping it ends all deliveries.
#[derive(Debug)]
pub(crate) struct Feed {
    clock: Clock,
    lines_are_json: bool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Until initialisation is over: whoever subscribes hears what was before, too.
    backlog: Option<Vec<Record>>,
    backlog_bytes: usize,
    subscribers: Vec<Subscriber>,
    /// More will be told of the initialisation or the event that is under way.
    busy: bool,
}

#[derive(Debug)]
struct Subscriber {
    name: String,
    api: Api,
    topics: Vec<Topic>,
    buffer: Arc<Buffer>,
    delivery: Option<AbortHandle>,
}

/// Why nobody was subscribed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSubscribed {
    /// Initialisation is over.
    Closed,
    /// By the same API.
    Already,
    /// By the other one.
    Elsewhere,
}

/// What the log tells of a subscriber.
#[derive(Clone, Debug)]
pub(crate) struct Subscribed {
    pub(crate) name: String,
    pub(crate) is_telemetry: bool,
    pub(crate) topics: Vec<Topic>,
}

impl Feed {
    /// Nobody has subscribed. Whether the function's lines are in JSON.
    pub(crate) fn new(clock: Clock, lines_are_json: bool) -> Self {
        Self {
            clock,
            lines_are_json,
            state: Mutex::new(State {
                backlog: Some(Vec::new()),
                backlog_bytes: 0,
                subscribers: Vec::new(),
                busy: true,
            }),
        }
    }

    /// Nobody will ever subscribe.
    pub(crate) fn closed(clock: Clock) -> Self {
        let feed = Self::new(clock, false);
        feed.close();
        feed
    }

    /// Tells of the platform; `content` is the inside of a JSON object.
    pub(crate) fn platform(&self, kind: &'static str, content: impl FnOnce() -> String) {
        if self.is_heard() {
            let content = serde_json::from_str(&format!("{{{}}}", content())).unwrap_or_default();
            self.tell(Topic::Platform, kind, content);
        }
    }

    /// Tells that the platform had to end an event.
    pub(crate) fn fault(&self, words: impl FnOnce() -> String) {
        if self.is_heard() {
            self.tell(Topic::Platform, FAULT, Value::from(words()));
        }
    }

    /// Tells of a line, breaks included.
    pub(crate) fn line(&self, topic: Topic, line: &str) {
        if self.is_heard() {
            self.tell(topic, topic.name(), Value::from(line));
        }
    }

    fn is_heard(&self) -> bool {
        let state = self.lock();
        state.backlog.is_some() || !state.subscribers.is_empty()
    }

    fn tell(&self, topic: Topic, kind: &'static str, content: Value) {
        let record = Record {
            time: iso_millis(self.clock.now()),
            topic,
            kind,
            content,
        };
        let mut state = self.lock();
        for subscriber in &state.subscribers {
            subscriber.hear(&record, self.lines_are_json);
        }
        let bytes = match &record.content {
            Value::String(line) => line.len(),
            _ => 256,
        };
        let room = state.backlog_bytes + bytes <= BACKLOG_BYTES_MAX;
        if let Some(backlog) = &mut state.backlog
            && room
            && backlog.len() < BACKLOG_MAX
        {
            backlog.push(record);
            state.backlog_bytes += bytes;
        }
    }

    /// Subscribes an extension; `deliver` starts whoever sends what is buffered.
    pub(crate) fn subscribe(
        &self,
        name: &str,
        subscription: &Subscription,
        deliver: impl FnOnce(Arc<Buffer>) -> AbortHandle,
    ) -> Result<(), NotSubscribed> {
        let outcome = self
            .lock()
            .subscribe(name, subscription, self.lines_are_json);
        let topics: Vec<&str> = subscription
            .topics
            .iter()
            .map(|topic| topic.name())
            .collect();
        let told = |state: &str| json!({"name": name, "state": state, "types": topics});
        let kind = "platform.telemetrySubscription";
        match &outcome {
            Ok(buffer) => {
                let delivery = deliver(Arc::clone(buffer));
                let mut state = self.lock();
                let own = state.subscribers.iter_mut().find(|one| one.name == name);
                if let Some(own) = own {
                    own.delivery = Some(delivery);
                }
                drop(state);
                self.tell(Topic::Platform, kind, told("Subscribed"));
            }
            Err(NotSubscribed::Already) => {
                self.tell(Topic::Platform, kind, told("Already subscribed"));
            }
            Err(_) => {}
        }
        outcome.map(drop)
    }

    /// Initialisation is over: nobody may subscribe any more.
    pub(crate) fn close(&self) {
        self.lock().backlog = None;
    }

    /// Another event is under way.
    pub(crate) fn begin(&self) {
        self.lock().busy = true;
    }

    /// All of an event has been told; whether to anybody.
    pub(crate) fn end(&self) -> bool {
        let mut state = self.lock();
        state.busy = false;
        !state.subscribers.is_empty()
    }

    /// Sends what waits, without waiting for more; whether there is nothing left to wait for.
    pub(crate) fn hurry(&self) -> bool {
        let state = self.lock();
        let subscribers = state.subscribers.iter();
        let waiting = subscribers.filter(|one| !one.buffer.hurry()).count();
        waiting == 0 && (state.subscribers.is_empty() || !state.busy)
    }

    /// The environment rests, or goes on.
    pub(crate) fn set_asleep(&self, asleep: bool) {
        let state = self.lock();
        let buffers = state.subscribers.iter().map(|one| &one.buffer);
        buffers.for_each(|buffer| buffer.set_asleep(asleep));
    }

    /// What the log tells of each subscriber.
    pub(crate) fn described(&self) -> Vec<Subscribed> {
        let state = self.lock();
        let described = |one: &Subscriber| Subscribed {
            name: one.name.clone(),
            is_telemetry: matches!(one.api, Api::Telemetry { .. }),
            topics: one.topics.clone(),
        };
        state.subscribers.iter().map(described).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let state = self.lock();
        let deliveries = state.subscribers.iter().flat_map(|one| &one.delivery);
        deliveries.for_each(AbortHandle::abort);
    }
}

impl State {
    fn subscribe(
        &mut self,
        name: &str,
        subscription: &Subscription,
        lines_are_json: bool,
    ) -> Result<Arc<Buffer>, NotSubscribed> {
        let backlog = self.backlog.as_ref().ok_or(NotSubscribed::Closed)?;
        if let Some(known) = self.subscribers.iter().find(|one| one.name == name) {
            let same =
                std::mem::discriminant(&known.api) == std::mem::discriminant(&subscription.api);
            return Err(match same {
                true => NotSubscribed::Already,
                false => NotSubscribed::Elsewhere,
            });
        }
        let buffer = Arc::new(Buffer::new(subscription.buffering));
        let subscriber = Subscriber {
            name: name.to_owned(),
            api: subscription.api,
            topics: subscription.topics.clone(),
            buffer: Arc::clone(&buffer),
            delivery: None,
        };
        for record in backlog {
            subscriber.hear(record, lines_are_json);
        }
        self.subscribers.push(subscriber);
        Ok(buffer)
    }
}

impl Subscriber {
    fn hear(&self, record: &Record, lines_are_json: bool) {
        if self.topics.contains(&record.topic) {
            let events = record.told(self.api, lines_are_json);
            events.into_iter().for_each(|event| self.buffer.push(event));
        }
    }
}
