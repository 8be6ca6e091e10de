//! Worlds that are kept as they were.

use std::collections::BTreeMap;

use super::image::Image;
use super::name::WorldName;

/// Snapshots that are kept at most.
pub(super) const SNAPSHOTS_MAX: usize = 10_000;

/// By name.
pub(super) type Snapshots = BTreeMap<WorldName, Snapshot>;

/// A world as it was when it was saved.
#[derive(Clone)]
pub(super) struct Snapshot {
    pub(super) image: Image,
    /// The world that it was taken of.
    pub(super) world: WorldName,
    /// When, in milliseconds since 1970 by the machine's clock.
    pub(super) saved_ms: i64,
}
