//! Takes events to the functions that subscribe to their group: gathered for a moment, packed as AWS
//! packs them.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::event::Event;
use super::name;
use super::subscription::Subscription;
use crate::aws::identity::Scope;
use crate::bus::WeakBus;
use crate::bus::activity::Working;
use crate::bus::functions::{Admission, Sender};

/// How long events are gathered: lines that are written together arrive together.
const GATHER: Duration = Duration::from_millis(100);
/// Events that wait at most; more are sent at once.
const WAITING_MAX: usize = 10_000;
/// Bytes of messages in one delivery, so that it fits an asynchronous invocation.
const DELIVERY_BYTES_MAX: usize = 128 * 1024;

/// The name by which functions' policies let CloudWatch Logs in.
const SERVICE: &str = "logs.amazonaws.com";

/// Events on their way to functions. Cheap to clone.
#[derive(Clone)]
pub(super) struct Deliveries(Arc<Inner>);

struct Inner {
    bus: WeakBus,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    batches: BTreeMap<Target, Vec<Arc<Event>>>,
    events: usize,
    /// As long as there are any.
    working: Option<Working>,
}

/// Events that may share a delivery.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    function_arn: String,
    scope: Scope,
    group: Arc<str>,
    stream: Arc<str>,
    filter: String,
}

impl Deliveries {
    pub(super) fn new(bus: WeakBus) -> Self {
        Self(Arc::new(Inner {
            bus,
            waiting: Mutex::default(),
        }))
    }

    /// Whether a function's policy lets CloudWatch Logs run it for a group.
    pub(super) fn is_admitted(&self, scope: &Scope, group: &str, function_arn: &str) -> bool {
        let Some(bus) = self.0.bus.upgrade() else {
            return false;
        };
        let source_arn = source_arn(scope, group);
        let sender = sender(scope, &source_arn);
        bus.admits(function_arn, &sender) == Admission::Granted
    }

    /// Queues what a filter takes of one stream's events.
    pub(super) fn queue(
        &self,
        scope: &Scope,
        group: &Arc<str>,
        subscription: &Subscription,
        events: &[Arc<Event>],
    ) {
        let taken = events.iter();
        let taken = taken.filter(|event| subscription.pattern.matches(&event.message));
        let taken: Vec<_> = taken.cloned().collect();
        let Some(first) = taken.first() else {
            return;
        };
        let target = Target {
            function_arn: subscription.destination_arn.clone(),
            scope: scope.clone(),
            group: Arc::clone(group),
            stream: Arc::clone(&first.stream),
            filter: subscription.name.clone(),
        };
        let mut waiting = self.waiting();
        let is_first = waiting.events == 0;
        if is_first && let Some(bus) = self.0.bus.upgrade() {
            let working = bus.activity().begin("log subscription", group.as_ref());
            waiting.working = Some(working);
        }
        waiting.events += taken.len();
        waiting.batches.entry(target).or_default().extend(taken);
        let is_full = waiting.events > WAITING_MAX;
        drop(waiting);
        if is_full {
            self.send();
        } else if is_first {
            let deliveries = self.clone();
            tokio::spawn(async move {
                sleep(GATHER).await;
                deliveries.send();
            });
        }
    }

    /// Sends everything that waits.
    fn send(&self) {
        let waiting = std::mem::take(&mut *self.waiting());
        for (target, events) in waiting.batches {
            let mut rest = events.as_slice();
            while !rest.is_empty() {
                let mut bytes = 0;
                let fits = |event: &&Arc<Event>| {
                    bytes += event.bytes();
                    bytes <= DELIVERY_BYTES_MAX
                };
                let length = rest.iter().take_while(fits).count().max(1);
                let (now, later) = rest.split_at(length);
                self.deliver(&target, now);
                rest = later;
            }
        }
    }

    fn deliver(&self, target: &Target, events: &[Arc<Event>]) {
        let Some(bus) = self.0.bus.upgrade() else {
            return;
        };
        let source_arn = source_arn(&target.scope, &target.group);
        let sender = sender(&target.scope, &source_arn);
        let packed = packed(&data(target, events));
        if let Admission::Refused(why) = bus.send_event(&target.function_arn, &sender, packed) {
            tracing::warn!(
                "the log group {} cannot reach {}: {why}",
                target.group,
                target.function_arn
            );
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        let waiting = self.0.waiting.lock();
        waiting.unwrap_or_else(PoisonError::into_inner)
    }
}

fn sender<'a>(scope: &'a Scope, source_arn: &'a str) -> Sender<'a> {
    Sender {
        service: SERVICE,
        source_arn,
        source_account: scope.account.as_str(),
        trace_id: None,
    }
}

/// What policies of functions name as the source.
fn source_arn(scope: &Scope, group: &str) -> String {
    format!("{}:*", name::group_arn(scope, group))
}

/// CloudWatch Logs guide, "Subscription filters with AWS Lambda".
fn data(target: &Target, events: &[Arc<Event>]) -> Value {
    let events: Vec<_> = events
        .iter()
        .map(|event| {
            json!({
                "id": event.id(),
                "timestamp": event.place.timestamp_ms,
                "message": &*event.message,
            })
        })
        .collect();
    json!({
        "messageType": "DATA_MESSAGE",
        "owner": target.scope.account.as_str(),
        "logGroup": &*target.group,
        "logStream": &*target.stream,
        "subscriptionFilters": [target.filter],
        "logEvents": events,
    })
}

/// `{"awslogs":{"data":…}}`: gzip in base64.
fn packed(data: &Value) -> Bytes {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let written = gzip.write_all(data.to_string().as_bytes());
    let bytes = written.and_then(|()| gzip.finish());
    let bytes = bytes.expect("writing to a Vec never fails");
    let data = BASE64_STANDARD.encode(bytes);
    Bytes::from(json!({"awslogs": {"data": data}}).to_string())
}
