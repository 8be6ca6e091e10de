//! Logs for services that write some and do not keep them.

use crate::aws::identity::Scope;

/// Keeps logs. CloudWatch Logs implements it; Lambda writes what functions write.
pub(crate) trait KeepLogs: Send + Sync {
    /// Adds events, each with its time in milliseconds since 1970, to a stream of a group; both are
    /// made if they are not there. Never waits.
    fn write(&self, scope: &Scope, group: &str, stream: &str, events: Vec<(i64, String)>);
}
