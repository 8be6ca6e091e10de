//! Why worlds and snapshots are not changed as it was asked.

use super::name::WorldName;

/// Why worlds cannot be changed as it was asked.
#[derive(Debug)]
pub(crate) enum WorldProblem {
    NoSuchWorld(WorldName),
    NoSuchSnapshot(WorldName),
    WorldExists(WorldName),
    SnapshotExists(WorldName),
    /// The default world cannot be dropped.
    IsDefault,
    /// As many as there may be are there.
    TooMany(usize),
    /// DynamoDB's tables are another server's, by this name.
    TablesElsewhere(String),
}
