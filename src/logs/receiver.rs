//! Takes the logs of other services.

use std::sync::Arc;

use super::call::Shared;
use super::name;
use crate::aws::identity::Scope;
use crate::bus::logs::KeepLogs;

pub(super) struct Receiver(pub(super) Arc<Shared>);

impl KeepLogs for Receiver {
    fn write(&self, scope: &Scope, group: &str, stream: &str, events: Vec<(i64, String)>) {
        if !name::is_group_name(group) {
            return;
        }
        let now_ms = self.0.clock.unix_ms();
        let ensured = self.0.store().ensure(scope, group, stream, now_ms);
        let written = ensured.and_then(|()| {
            let events = events.into_iter();
            self.0.write(scope, group, stream, events)
        });
        if let Err(problem) = written {
            tracing::warn!("the log group {group} takes no more: {problem}");
        }
    }
}
