//! Versions on their way to other buckets: they wait here in the order in which they were made.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::bus::activity::{Activity, Working};
use crate::s3::objects::version_id::VersionId;

use super::rules::Rules;

/// Versions that wait at most; the replication of further ones fails.
const ERRANDS_MAX: usize = 65_536;

/// Where versions are handed in. Cheap to clone; never makes anyone wait.
#[derive(Clone)]
pub(in crate::s3) struct Replicator {
    queue: mpsc::Sender<(Errand, Working)>,
    activity: Arc<Activity>,
}

/// Where they come out.
pub(in crate::s3) struct Errands(pub(super) mpsc::Receiver<(Errand, Working)>);

/// A version that other buckets are to have as it is now.
#[derive(Debug)]
pub(in crate::s3) struct Errand {
    /// Where it is.
    pub(in crate::s3) bucket: Arc<str>,
    pub(in crate::s3) key: Arc<str>,
    pub(in crate::s3) id: VersionId,
    /// As they were when it was made.
    pub(in crate::s3) rules: Arc<Rules>,
}

impl Replicator {
    /// Nothing is carried until the courier runs.
    pub(in crate::s3) fn new(activity: Arc<Activity>) -> (Self, Errands) {
        let (queue, errands) = mpsc::channel(ERRANDS_MAX);
        (Self { queue, activity }, Errands(errands))
    }

    /// Hands in a version; `false` when too many wait. To be called while the bucket is locked: that
    /// gives the versions of a key their order.
    pub(in crate::s3) fn send(&self, errand: Errand) -> bool {
        let what = format!("arn:aws:s3:::{}/{}", errand.bucket, errand.key);
        let working = self.activity.begin("S3 replication", what);
        self.queue.try_send((errand, working)).is_ok()
    }
}
