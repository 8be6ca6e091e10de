//! Asynchronous events that were accepted and have not come to their ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::invocation::Invocation;
use crate::aws::identity::Scope;
use crate::lambda::functions::event_invoke::EventInvoke;
use crate::lambda::functions::registry::Runnable;

/// What was accepted, and how far it has come.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    pub(super) head: Head,
    /// JSON.
    pub(super) payload: Bytes,
}

/// All but the event itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Where the function lies.
    pub(super) scope: Scope,
    pub(super) request_id: String,
    /// With a qualifier if the caller used one.
    pub(super) function_arn: String,
    pub(super) trace_id: Option<String>,
    #[serde(default)]
    pub(super) tenant_id: Option<String>,
    /// In milliseconds since 1970, as the next moment.
    pub(super) accepted_ms: i64,
    pub(super) event_invoke: EventInvoke,
    /// The function's dead-letter queue or topic, by ARN.
    pub(super) dead_letter: Option<String>,
    pub(super) tries: Tries,
}

/// How often an event was tried.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Tries {
    /// The function failed.
    pub(super) failures: usize,
    /// It did not run.
    pub(super) refusals: u32,
    /// Nothing is tried before.
    pub(super) next_ms: i64,
}

impl Accepted {
    pub(super) fn new(function: &Runnable, invocation: &Invocation, now_ms: i64) -> Self {
        Self {
            head: Head {
                scope: function.version.scope.clone(),
                request_id: invocation.request_id.clone(),
                function_arn: invocation.invoked_function_arn.clone(),
                trace_id: invocation.trace_id.clone(),
                tenant_id: invocation.tenant_id.clone(),
                accepted_ms: now_ms,
                event_invoke: function.event_invoke.clone(),
                dead_letter: function.version.dead_letter.clone(),
                tries: Tries::default(),
            },
            payload: invocation.payload.clone(),
        }
    }

    pub(crate) fn scope(&self) -> &Scope {
        &self.head.scope
    }

    pub(crate) fn function_arn(&self) -> &str {
        &self.head.function_arn
    }

    pub(super) fn invocation(&self) -> Invocation {
        let (id, arn) = (&self.head.request_id, &self.head.function_arn);
        Invocation {
            trace_id: self.head.trace_id.clone(),
            tenant_id: self.head.tenant_id.clone(),
            ..Invocation::new(id.clone(), arn.clone(), self.payload.clone())
        }
    }
}

/// Whether the two are one.
impl PartialEq for Accepted {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Accepted {}

/// All of them at one moment, by number in the order in which they came. Cloning it costs a pointer.
#[derive(Clone, Debug, Default)]
pub(crate) struct AcceptedImage(pub(super) OrdMap<u64, Arc<Accepted>>);

impl AcceptedImage {
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, Arc<Accepted>)> {
        self.0
            .iter()
            .map(|(number, event)| (*number, Arc::clone(event)))
    }
}

/// Remembers every event until its end is told.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<AcceptedImage>);

impl Ledger {
    pub(super) fn image(&self) -> AcceptedImage {
        self.all().clone()
    }

    /// Adds an event behind all others; its number.
    pub(super) fn add(&self, event: Arc<Accepted>) -> u64 {
        let mut all = self.all();
        let number = all.0.keys().next_back().map_or(1, |last| last + 1);
        all.0.insert(number, event);
        number
    }

    /// Adds an event that has a number already, or notes how far it has come.
    pub(super) fn put(&self, number: u64, event: Arc<Accepted>) {
        self.all().0.insert(number, event);
    }

    pub(super) fn remove(&self, number: u64) {
        self.all().0.remove(&number);
    }

    fn all(&self) -> MutexGuard<'_, AcceptedImage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
