//! Logs for services that write some and do not keep them.

use crate::aws::identity::Scope;

/// Keeps logs. CloudWatch Logs implements it; Lambda writes what functions write.
pub(crate) trait KeepLogs: Send + Sync {
    /// Adds events of this moment to a stream of a group; both are made if they are not there. Never
    /// waits. Whoever reads on from the time of the last event it has seen misses none.
    fn write(&self, scope: &Scope, group: &str, stream: &str, events: Vec<String>);
}
