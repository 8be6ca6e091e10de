//! Provisioned concurrency: environments that a function keeps ready.

use serde::{Deserialize, Serialize};

/// What PutProvisionedConcurrencyConfig says of a version or an alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provisioned {
    pub(crate) requested: u32,
    /// Milliseconds since 1970.
    pub(crate) last_modified_ms: i64,
}
