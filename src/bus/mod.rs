//! The only door between services: what one service may ask of another, by capability, not by name;
//! and what they send to services that are not here.

pub(crate) mod activity;
pub(crate) mod functions;
pub(crate) mod logs;
pub(crate) mod objects;
pub(crate) mod outbox;
mod outbox_pieces;
pub(crate) mod streams;

use std::fmt;
use std::sync::{Arc, OnceLock, Weak};

use bytes::Bytes;

use crate::aws::identity::Scope;

use self::activity::Activity;
use self::functions::{Admission, RunFunction, Sender};
use self::logs::KeepLogs;
use self::objects::{KeepObjects, ObjectError};
use self::outbox::{Outbox, OutboxImage};
use self::streams::KeepStreams;

/// Connects the services of one world. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Bus(Arc<Doors>);

/// A bus that lasts only as long as its world.
#[derive(Clone)]
pub(crate) struct WeakBus(Weak<Doors>);

impl fmt::Debug for WeakBus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WeakBus")
    }
}

impl WeakBus {
    pub(crate) fn upgrade(&self) -> Option<Bus> {
        self.0.upgrade().map(Bus)
    }
}

#[derive(Default)]
struct Doors {
    objects: OnceLock<Arc<dyn KeepObjects>>,
    functions: OnceLock<Arc<dyn RunFunction>>,
    logs: OnceLock<Arc<dyn KeepLogs>>,
    streams: OnceLock<Arc<dyn KeepStreams>>,
    outbox: Outbox,
    activity: Arc<Activity>,
}

impl Bus {
    /// A bus on whose way out something is kept already.
    pub(crate) fn with(outbox: &OutboxImage) -> Self {
        Self(Arc::new(Doors {
            outbox: Outbox::restored(outbox),
            ..Doors::default()
        }))
    }

    /// Names the service that keeps objects; only the first call counts.
    pub(crate) fn offer_objects(&self, objects: Arc<dyn KeepObjects>) {
        let _ = self.0.objects.set(objects);
    }

    /// Names the service that runs functions; only the first call counts.
    pub(crate) fn offer_functions(&self, functions: Arc<dyn RunFunction>) {
        let _ = self.0.functions.set(functions);
    }

    /// Names the service that keeps logs; only the first call counts.
    pub(crate) fn offer_logs(&self, logs: Arc<dyn KeepLogs>) {
        let _ = self.0.logs.set(logs);
    }

    /// Adds events to a stream of a log group; see [`KeepLogs::write`].
    pub(crate) fn write_logs(&self, scope: &Scope, group: &str, stream: &str, events: Vec<String>) {
        if let Some(logs) = self.0.logs.get() {
            logs.write(scope, group, stream, events);
        }
    }

    /// Names the service that keeps streams of changes; only the first call counts.
    pub(crate) fn offer_streams(&self, streams: Arc<dyn KeepStreams>) {
        let _ = self.0.streams.set(streams);
    }

    /// Whichever service keeps streams of changes, if it is here.
    pub(crate) fn streams(&self) -> Option<&dyn KeepStreams> {
        self.0.streams.get().map(|keeper| &**keeper)
    }

    /// What was sent to queues, topics and event buses, which nobody here keeps.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// What the services are at work on.
    pub(crate) fn activity(&self) -> &Arc<Activity> {
        &self.0.activity
    }

    /// Whether a service may run a function.
    pub(crate) fn admits(&self, function_arn: &str, sender: &Sender<'_>) -> Admission {
        match self.0.functions.get() {
            Some(functions) => functions.admits(function_arn, sender),
            None => Admission::Refused("Lambda is switched off in this RustStack".to_owned()),
        }
    }

    /// Queues an event for a function, if the service may run it.
    pub(crate) fn send_event(
        &self,
        function_arn: &str,
        sender: &Sender<'_>,
        event: Bytes,
    ) -> Admission {
        match self.0.functions.get() {
            Some(functions) => functions.send_event(function_arn, sender, event),
            None => Admission::Refused("Lambda is switched off in this RustStack".to_owned()),
        }
    }

    /// Queues an event that one function hands on to another.
    pub(crate) fn hand_on(&self, function_arn: &str, trace_id: &str, event: Bytes) -> Admission {
        match self.0.functions.get() {
            Some(functions) => functions.hand_on(function_arn, trace_id, event),
            None => Admission::Refused("Lambda is switched off in this RustStack".to_owned()),
        }
    }

    /// For whoever the bus itself leads to.
    pub(crate) fn downgrade(&self) -> WeakBus {
        WeakBus(Arc::downgrade(&self.0))
    }

    /// Whichever service keeps objects.
    pub(crate) fn objects(&self) -> Result<&dyn KeepObjects, ObjectError> {
        let objects = self.0.objects.get();
        objects
            .map(|keeper| &**keeper)
            .ok_or_else(ObjectError::switched_off)
    }

    /// Reads one object's bytes.
    pub(crate) async fn read_object(
        &self,
        scope: &Scope,
        bucket: &str,
        key: &str,
        version_id: Option<&str>,
        bytes_max: u64,
    ) -> Result<Bytes, ObjectError> {
        let objects = self.objects()?;
        objects
            .read_object(scope, bucket, key, version_id, bytes_max)
            .await
    }
}
