//! The versions of one key.

use std::sync::Arc;

use super::object::Object;

/// What a key holds. Without versioning that is one version, whose id is `null`.
#[derive(Clone)]
pub(in crate::s3) struct Versions {
    /// Newest first; never empty.
    newest_first: Arc<[Arc<Object>]>,
}

impl Versions {
    /// The one `null` version.
    pub(super) fn single(object: Arc<Object>) -> Self {
        Self {
            newest_first: Arc::new([object]),
        }
    }

    pub(in crate::s3) fn current(&self) -> &Arc<Object> {
        &self.newest_first[0]
    }
}
