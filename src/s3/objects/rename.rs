//! A rename: what becomes of which object, and under which conditions.

use serde::{Deserialize, Serialize};

/// A rename that a client may send again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Rename {
    pub(in crate::s3) from: String,
    pub(in crate::s3) to: String,
    /// The conditions as they came.
    pub(in crate::s3) conditions: Vec<(String, String)>,
}
