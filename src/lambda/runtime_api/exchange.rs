//! Hands one event at a time to a runtime, and its answer back.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use tokio::sync::{Notify, oneshot, watch};

use super::answer::{Answer, Event, ResponseSink, RuntimeError};
use super::debugger::Debugger;
use super::extensions::Extensions;
use super::gate::Gate;
use crate::lambda::executor::environment::Pace;
use crate::lambda::telemetry::feed::Feed;

/// The meeting point of one environment's runtime and whoever invokes it.
#[derive(Debug)]
pub(crate) struct Exchange {
    state: Mutex<State>,
    offered: Notify,
    start: watch::Sender<Start>,
    pub(crate) debugger: Debugger,
    pub(crate) extensions: Extensions,
    pub(crate) feed: Arc<Feed>,
    /// Told under the lock of the state, so that it hears things in their order.
    pace: OnceLock<Pace>,
    /// Nobody has anything to do; changed under that lock too.
    rests: watch::Sender<bool>,
    /// Before the runtime's first step; changed under that lock too.
    gate: Gate,
}

/// How far a runtime's initialisation has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Initialising,
    /// It waits to be restored, as if a snapshot had been taken of it.
    Snapshot,
    Restoring,
    /// It has asked for its first event.
    Ready,
    Failed(RuntimeError),
}

#[derive(Debug)]
enum State {
    /// No event is here, or it has been answered.
    Idle,
    /// The runtime waits for an event.
    Waiting,
    Offered(Event, oneshot::Sender<Answer>),
    Running(String, Claim),
}

/// The right to answer one event.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) answer: oneshot::Sender<Answer>,
    /// Where a response may go piece by piece before the answer says how it ended.
    pub(super) sink: Option<ResponseSink>,
}

/// Why a runtime's call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No event with this request id waits for an answer.
    InvalidRequestId,
    /// Not now: the states are AWS's own names.
    InvalidTransition {
        from: &'static str,
        to: &'static str,
    },
}

impl Exchange {
    /// An environment in which these files will be started as extensions.
    pub(crate) fn new(extensions: &[String], feed: Arc<Feed>) -> Self {
        Self {
            state: Mutex::new(State::Idle),
            offered: Notify::new(),
            start: watch::Sender::new(Start::Initialising),
            debugger: Debugger::default(),
            extensions: Extensions::expecting(extensions),
            feed,
            pace: OnceLock::new(),
            rests: watch::Sender::new(false),
            gate: Gate::default(),
        }
    }

    /// Keeps the runtime from its beginning, from before its environment starts.
    pub(crate) fn hold(&self) {
        self.gate.shut();
    }

    /// Waits until the runtime is held, and nothing goes on in its environment.
    pub(crate) async fn held(&self) {
        self.gate.reached().await;
    }

    /// Lets a runtime begin that was held.
    pub(crate) fn begin(&self) {
        let _order = self.lock();
        self.wake();
        self.gate.open();
    }

    /// The runtime is about to begin, and waits until it may. Its environment rests meanwhile.
    pub(super) async fn wait_to_begin(&self) {
        {
            let _order = self.lock();
            if self.gate.reach() {
                self.rests.send_replace(true);
            }
        }
        self.gate.opened().await;
    }

    /// Tells the environment from now on when there is work for its runtime, and when there is none.
    pub(crate) fn drive(&self, pace: Pace) {
        let state = self.lock();
        let _ = self.pace.set(pace);
        self.rest_if_all_wait(&state);
    }

    /// Lets the environment rest if nobody in it has anything to do: the runtime and every extension
    /// wait for what comes ("Lambda runtime environment lifecycle"), and have been told what happened.
    pub(crate) fn rest(&self) {
        self.rest_if_all_wait(&self.lock());
    }

    fn rest_if_all_wait(&self, state: &State) {
        let waits = matches!(state, State::Waiting) || *self.start.borrow() == Start::Snapshot;
        if let Some(pace) = self.pace.get()
            && waits
            && self.extensions.may_rest()
            && !self.debugger.is_expected()
            && self.feed.hurry()
        {
            self.feed.set_asleep(true);
            pace.rest();
            self.rests.send_replace(true);
        }
    }

    /// The environment is to end: whoever is still in it works until then.
    pub(crate) fn end(&self) {
        let _order = self.lock();
        self.extensions.end();
        self.wake();
        self.feed.hurry();
    }

    fn wake(&self) {
        if let Some(pace) = self.pace.get() {
            pace.begin();
        }
        self.rests.send_if_modified(std::mem::take);
        self.feed.set_asleep(false);
    }

    /// Whether all may rest, as it changes.
    pub(super) fn rests(&self) -> watch::Receiver<bool> {
        self.rests.subscribe()
    }

    /// Leads to the environment, once it has started.
    pub(super) fn pace(&self) -> Option<Pace> {
        self.pace.get().cloned()
    }

    /// Waits until the runtime has asked for its first event, or to be restored before, or has said
    /// that it cannot.
    pub(crate) async fn started(&self) -> Result<(), RuntimeError> {
        self.until(|start| *start != Start::Initialising).await
    }

    /// Lets a runtime go on that waits to be restored, and waits until it has asked for its first event,
    /// or has said that it cannot.
    pub(crate) async fn restore(&self) -> Result<(), RuntimeError> {
        {
            let _order = self.lock();
            self.leave(&[Start::Snapshot], Start::Restoring);
            self.wake();
        }
        self.until(|start| matches!(start, Start::Ready | Start::Failed(_)))
            .await
    }

    async fn until(&self, come: impl FnMut(&Start) -> bool) -> Result<(), RuntimeError> {
        let mut start = self.start.subscribe();
        match start.wait_for(come).await.as_deref() {
            Ok(Start::Failed(error)) => Err(error.clone()),
            // `self` keeps the sender alive.
            _ => Ok(()),
        }
    }

    /// Leaves an event for the runtime. Only one may be under way.
    pub(crate) fn offer(&self, event: Event) -> oneshot::Receiver<Answer> {
        let (answer, answered) = oneshot::channel();
        let mut state = self.lock();
        self.wake();
        *state = State::Offered(event, answer);
        drop(state);
        self.offered.notify_one();
        answered
    }

    /// Takes an event back that the runtime has not asked for; `false` if it has.
    pub(crate) fn withdraw(&self) -> bool {
        let mut state = self.lock();
        let waits = matches!(*state, State::Offered(..));
        if waits {
            *state = State::Idle;
        }
        waits
    }

    /// The runtime asks for an event, and waits as long as it takes.
    pub(super) async fn next(&self) -> Result<Event, Refusal> {
        self.leave(&[Start::Initialising, Start::Restoring], Start::Ready);
        loop {
            if let Some(event) = self.take()? {
                return Ok(event);
            }
            self.offered.notified().await;
        }
    }

    fn take(&self) -> Result<Option<Event>, Refusal> {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, State::Idle) {
            State::Idle | State::Waiting => {
                *state = State::Waiting;
                self.rest_if_all_wait(&state);
                Ok(None)
            }
            State::Offered(mut event, answer) => {
                let sink = event.sink.take();
                *state = State::Running(event.request_id.clone(), Claim { answer, sink });
                Ok(Some(event))
            }
            running @ State::Running(..) => {
                *state = running;
                Err(Refusal::InvalidTransition {
                    from: "Running",
                    to: "Ready",
                })
            }
        }
    }

    /// The runtime begins to answer; whoever calls this sends the answer. Each event is answered once.
    pub(super) fn claim(&self, request_id: &str) -> Result<Claim, Refusal> {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, State::Idle) {
            State::Running(running, claim) if running == request_id => Ok(claim),
            other => {
                *state = other;
                Err(Refusal::InvalidRequestId)
            }
        }
    }

    /// The runtime has initialised, and waits as long as it takes until it is restored.
    pub(super) async fn restore_next(&self) -> Result<(), Refusal> {
        if !self.leave(&[Start::Initialising], Start::Snapshot) {
            return Err(self.invalid_transition("Ready"));
        }
        self.rest();
        // Whatever comes of it is told by others.
        let _ = self.until(|start| *start != Start::Snapshot).await;
        Ok(())
    }

    /// The runtime says that it cannot initialise, or go on where it was restored.
    pub(super) fn initialisation_failed(&self, error: RuntimeError) -> Result<(), Refusal> {
        let from = [Start::Initialising, Start::Restoring];
        match self.leave(&from, Start::Failed(error)) {
            true => Ok(()),
            false => Err(self.invalid_transition("InitError")),
        }
    }

    /// The runtime says that it cannot go on where it was restored.
    pub(super) fn restoration_failed(&self, error: RuntimeError) -> Result<(), Refusal> {
        match self.leave(&[Start::Restoring], Start::Failed(error)) {
            true => Ok(()),
            false => Err(self.invalid_transition("RuntimeRestoreErrorState")),
        }
    }

    fn leave(&self, from: &[Start], next: Start) -> bool {
        self.start.send_if_modified(|start| {
            let leaves = from.contains(start);
            if leaves {
                *start = next;
            }
            leaves
        })
    }

    /// In the names of AWS's runtime emulator.
    fn invalid_transition(&self, to: &'static str) -> Refusal {
        let from = match &*self.start.borrow() {
            Start::Initialising => "Started",
            Start::Snapshot => "RestoreReady",
            Start::Restoring => "Restoring",
            Start::Ready => "Ready",
            Start::Failed(_) => "InitError",
        };
        Refusal::InvalidTransition { from, to }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::clock::Clock;

    fn exchange() -> Exchange {
        Exchange::new(&[], Arc::new(Feed::closed(Clock::frozen(0))))
    }

    fn event(request_id: &str) -> Event {
        Event {
            request_id: request_id.to_owned(),
            payload: Bytes::from_static(b"{}"),
            deadline_ms: 0,
            invoked_function_arn: String::new(),
            trace_id: String::new(),
            client_context: None,
            tenant_id: None,
            sink: None,
        }
    }

    #[tokio::test]
    async fn an_event_is_answered_once_by_its_own_id() {
        let exchange = exchange();
        let answered = exchange.offer(event("one"));
        assert_eq!(
            exchange.claim("one").unwrap_err(),
            Refusal::InvalidRequestId
        );
        assert_eq!(exchange.next().await.unwrap().request_id, "one");
        assert_eq!(
            exchange.claim("two").unwrap_err(),
            Refusal::InvalidRequestId
        );
        let answer = Answer::Response(Bytes::from_static(b"1"));
        let claim = exchange.claim("one").unwrap();
        claim.answer.send(answer.clone()).unwrap();
        assert_eq!(answered.await.unwrap(), answer);
        assert_eq!(
            exchange.claim("one").unwrap_err(),
            Refusal::InvalidRequestId
        );
    }

    #[tokio::test]
    async fn a_runtime_may_not_ask_for_more_before_it_has_answered() {
        let exchange = exchange();
        let _answered = exchange.offer(event("one"));
        exchange.next().await.unwrap();
        assert!(matches!(
            exchange.next().await,
            Err(Refusal::InvalidTransition {
                from: "Running",
                ..
            })
        ));
    }

    #[tokio::test]
    async fn an_event_that_was_not_taken_can_be_withdrawn() {
        let exchange = exchange();
        let _answered = exchange.offer(event("one"));
        assert!(exchange.withdraw());
        let _answered = exchange.offer(event("two"));
        assert_eq!(exchange.next().await.unwrap().request_id, "two");
        assert!(!exchange.withdraw());
    }

    #[tokio::test]
    async fn initialisation_ends_once() {
        let exchange = exchange();
        let error = RuntimeError {
            payload: Bytes::from_static(b"{}"),
            error_type: "Runtime.ImportModuleError".to_owned(),
        };
        exchange.initialisation_failed(error.clone()).unwrap();
        assert_eq!(exchange.started().await, Err(error.clone()));
        assert!(exchange.initialisation_failed(error).is_err());
    }

    #[tokio::test]
    async fn a_runtime_that_waits_to_be_restored_has_started() {
        let exchange = exchange();
        let runtime = async {
            exchange.restore_next().await.unwrap();
            assert!(exchange.restore_next().await.is_err());
            exchange.next().await.unwrap()
        };
        let invoker = async {
            exchange.started().await.unwrap();
            let answered = exchange.offer(event("one"));
            exchange.restore().await.unwrap();
            drop(answered);
        };
        let (taken, ()) = tokio::join!(runtime, invoker);
        assert_eq!(taken.request_id, "one");
        let error = RuntimeError {
            payload: Bytes::from_static(b"{}"),
            error_type: "Runtime.AfterRestoreError".to_owned(),
        };
        assert!(exchange.restoration_failed(error).is_err());
    }
}
