//! Who is told of what happens in a world's buckets.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::journal::Touched;
use crate::s3::notification::notifier::Notifier;
use crate::s3::replication::queue::Replicator;

/// All buckets of a world have the same. Cheap to clone.
#[derive(Clone)]
pub(in crate::s3) struct Listeners {
    pub(in crate::s3) notifier: Notifier,
    pub(in crate::s3) replicator: Replicator,
    /// Told when a bucket gets something that ends by itself.
    pub(in crate::s3) sweeping: Arc<Notify>,
    /// The names of buckets that were written to.
    pub(in crate::s3) touched: Arc<Touched<Arc<str>>>,
}
