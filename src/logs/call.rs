//! What every operation is given, and the one way in which events come in.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::delivery::Deliveries;
use super::store::Store;
use super::stream::sequence_token;
use super::tail::Tails;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::WeakBus;
use crate::clock::Clock;

/// What one world's CloudWatch Logs has.
pub(super) struct Shared {
    pub(super) clock: Clock,
    /// To functions that subscribe.
    pub(super) deliveries: Deliveries,
    /// To clients that watch.
    pub(super) tails: Tails,
    /// Set by every request.
    pub(super) asked: AtomicBool,
    store: Mutex<Store>,
}

impl Shared {
    pub(super) fn new(clock: Clock, bus: WeakBus, store: Store) -> Self {
        Self {
            clock,
            deliveries: Deliveries::new(bus),
            tails: Tails::default(),
            asked: AtomicBool::new(false),
            store: Mutex::new(store),
        }
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds events to a stream and tells whoever follows it; the next sequence token.
    ///
    /// Errors: ResourceNotFoundException for the group, then for the stream.
    pub(super) fn write(
        &self,
        scope: &Scope,
        group: &str,
        stream: &str,
        events: impl Iterator<Item = (i64, String)>,
    ) -> Result<String, AwsError> {
        let store = self.store();
        self.write_into(store, scope, group, stream, events)
    }

    /// As [`Shared::write`] for events of this moment; the group and the stream are made if they are not
    /// there. The time is read behind the lock: no event comes with an earlier time than one that has
    /// been seen.
    pub(super) fn write_now(
        &self,
        scope: &Scope,
        group: &str,
        stream: &str,
        messages: Vec<String>,
    ) -> Result<String, AwsError> {
        let mut store = self.store();
        let now_ms = self.clock.unix_ms();
        store.ensure(scope, group, stream, now_ms)?;
        let events = messages.into_iter().map(|message| (now_ms, message));
        self.write_into(store, scope, group, stream, events)
    }

    fn write_into(
        &self,
        mut store: MutexGuard<'_, Store>,
        scope: &Scope,
        group: &str,
        stream: &str,
        events: impl Iterator<Item = (i64, String)>,
    ) -> Result<String, AwsError> {
        let now_ms = self.clock.unix_ms();
        let added = store.add_events(scope, group, stream, now_ms, events)?;
        let group = store.group(scope, group, now_ms)?;
        let name = Arc::clone(&group.name);
        let subscriptions: Vec<_> = group.subscriptions.values().cloned().collect();
        let token = sequence_token(store.last_number() + 1);
        drop(store);
        for subscription in &subscriptions {
            self.deliveries.queue(scope, &name, subscription, &added);
        }
        self.tails.tell(scope, &name, &added);
        Ok(token)
    }
}

/// One request: whose it is, and what there is.
pub(super) struct Call<'a> {
    pub(super) scope: &'a Scope,
    pub(super) shared: &'a Shared,
}

impl Call<'_> {
    pub(super) fn now_ms(&self) -> i64 {
        self.shared.clock.unix_ms()
    }
}
