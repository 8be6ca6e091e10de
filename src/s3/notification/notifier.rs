//! Takes changes from those who make them, and tells everyone who wants to know.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, watch};

use crate::bus::Bus;
use crate::bus::activity::{Activity, Working};
use crate::bus::functions::{Admission, Sender};
use crate::bus::outbox::Message;
use crate::clock::Clock;

use super::cause::Cause;
use super::change::{Change, Place, Told};
use super::event_bridge;
use super::record;
use super::rules::{Destination, Rules};

/// Changes that wait at most; further ones are lost, and the log says so.
const CHANGES_MAX: usize = 65_536;
/// The subject of what topics get (recorded).
pub(in crate::s3) const TOPIC_SUBJECT: &str = "Amazon S3 Notification";

/// Where changes are handed in. Cheap to clone; never makes anyone wait.
#[derive(Clone)]
pub(in crate::s3) struct Notifier(Arc<Inlet>);

struct Inlet {
    queue: mpsc::Sender<(Change, Working)>,
    activity: Arc<Activity>,
    /// Of the last change.
    sequencer: AtomicU64,
    lost: AtomicU64,
    /// Changes that were handed in, and those of them that were told.
    begun: AtomicU64,
    told: watch::Receiver<u64>,
}

/// Where changes come out.
pub(in crate::s3) struct Delivery {
    changes: mpsc::Receiver<(Change, Working)>,
    told: watch::Sender<u64>,
}

impl Notifier {
    /// Nothing is told until the delivery runs.
    pub(in crate::s3) fn new(activity: Arc<Activity>) -> (Self, Delivery) {
        let (queue, changes) = mpsc::channel(CHANGES_MAX);
        let (told, seen) = watch::channel(0);
        let inlet = Inlet {
            queue,
            activity,
            sequencer: AtomicU64::new(0),
            lost: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            told: seen,
        };
        (Self(Arc::new(inlet)), Delivery { changes, told })
    }

    /// Ends once everything is told that was handed in before this call.
    pub(in crate::s3) async fn settled(&self) {
        let begun = self.0.begun.load(Ordering::Acquire);
        // An error means that nobody tells anything any more.
        let _ = self.0.told.clone().wait_for(|told| *told >= begun).await;
    }

    /// Tells a change, if a rule wants it. To be called while the bucket is locked: that gives the
    /// changes of a key their order.
    pub(in crate::s3) fn tell(
        &self,
        rules: &Arc<Rules>,
        cause: &Cause<'_>,
        key: &str,
        told: impl FnOnce() -> (Place, Told),
    ) {
        if !rules.take(cause.event, key) {
            return;
        }
        let (place, told) = told();
        let what = format!("{}/{key}", place.arn());
        let working = self.0.activity.begin("S3 notification", what);
        let change = Change {
            event: cause.event,
            place,
            told,
            origin: cause.origin(),
            moment: cause.clock.now(),
            sequencer: self.next(cause.clock),
            rules: Arc::clone(rules),
        };
        if self.0.queue.try_send((change, working)).is_ok() {
            self.0.begun.fetch_add(1, Ordering::AcqRel);
        } else {
            let lost = self.0.lost.fetch_add(1, Ordering::Relaxed);
            if lost.is_multiple_of(10_000) {
                tracing::warn!("notifications are lost: {CHANGES_MAX} changes wait to be told");
            }
        }
    }

    /// Seconds in the upper half, a fraction of one in the lower, and always more than the last.
    fn next(&self, clock: &Clock) -> u64 {
        let ms = clock.unix_ms().max(0).unsigned_abs();
        let now = ((ms / 1000) << 32) | (((ms % 1000) << 32) / 1000);
        let before = self
            .0
            .sequencer
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(now.max(last + 1))
            });
        before.map_or(now, |last| now.max(last + 1))
    }
}

impl Delivery {
    /// Tells every change, until nobody can make one any more.
    pub(in crate::s3) async fn run(mut self, bus: Bus, clock: Clock) {
        while let Some((change, working)) = self.changes.recv().await {
            deliver(&change, &bus, &clock);
            self.told.send_modify(|told| *told += 1);
            drop(working);
        }
    }
}

fn deliver(change: &Change, bus: &Bus, clock: &Clock) {
    let source = change.place.arn();
    let message = |target: &str, subject: Option<&'static str>, body| Message {
        target: target.to_owned(),
        source: source.clone(),
        sent_ms: clock.unix_ms(),
        subject: subject.map(Into::into),
        attributes: Vec::new(),
        body,
    };
    for rule in change.rules.of_change(change.event, &change.told.key) {
        let body = record::message(change, &rule.id);
        match &rule.destination {
            Destination::Queue(arn) => bus.outbox().keep(message(arn, None, body)),
            Destination::Topic(arn) => {
                bus.outbox().keep(message(arn, Some(TOPIC_SUBJECT), body));
            }
            Destination::Function(arn) => {
                let sender = Sender {
                    trace_id: change.origin.trace_id.as_deref(),
                    ..sender(&change.place, &source)
                };
                let sent = bus.send_event(arn, &sender, body.into());
                if let Admission::Refused(why) = sent {
                    tracing::warn!("a notification of {source} for {arn} is lost: {why}");
                }
            }
        }
    }
    if change.rules.event_bridge {
        let body = event_bridge::event(change, clock.uuid());
        let target = event_bridge::bus_arn(change);
        bus.outbox().keep(message(&target, None, body));
    }
}

/// A bucket as functions' policies name it.
pub(in crate::s3) fn sender<'a>(place: &'a Place, arn: &'a str) -> Sender<'a> {
    Sender {
        service: "s3.amazonaws.com",
        source_arn: arn,
        source_account: place.owner.as_str(),
        trace_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequencers_grow_while_time_stands_still_and_follow_it_when_it_moves() {
        let (notifier, _delivery) = Notifier::new(Arc::default());
        let clock = Clock::frozen(1_500);
        let first = notifier.next(&clock);
        assert_eq!(first, (1 << 32) | (1 << 31));
        assert_eq!(notifier.next(&clock), first + 1);
        clock.advance_ms(500);
        assert_eq!(notifier.next(&clock), 2 << 32);
        clock.advance_ms(-1_000);
        assert_eq!(notifier.next(&clock), (2 << 32) + 1);
    }
}
