//! Takes the logs of other services.

use std::sync::Arc;

use super::call::Shared;
use super::name;
use crate::aws::identity::Scope;
use crate::bus::logs::KeepLogs;

pub(super) struct Receiver(pub(super) Arc<Shared>);

impl KeepLogs for Receiver {
    fn write(&self, scope: &Scope, group: &str, stream: &str, events: Vec<String>) {
        if !name::is_group_name(group) {
            return;
        }
        if let Err(problem) = self.0.write_now(scope, group, stream, events) {
            tracing::warn!("the log group {group} takes no more: {problem}");
        }
    }
}
