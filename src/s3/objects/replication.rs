//! What replication has made of a version.

use serde::{Deserialize, Serialize};

/// Its way to other buckets, or from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Replication {
    Pending,
    Completed,
    Failed,
    /// It came from another bucket.
    Replica,
}

impl Replication {
    /// As `x-amz-replication-status` says it (user guide, "Getting replication status information").
    pub(in crate::s3) fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::Replica => "REPLICA",
        }
    }
}
