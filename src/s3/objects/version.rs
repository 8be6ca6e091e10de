//! One version of a key: an object, or the mark that the key was deleted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::aws::unix_ms;

use super::object::Object;
use super::object_lock::Attempt;
use super::version_id::VersionId;

/// One version of a key.
#[derive(Clone)]
pub(in crate::s3) struct Version {
    pub(in crate::s3) id: VersionId,
    pub(in crate::s3) state: State,
}

/// What a version is.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::s3) enum State {
    Object(Arc<Object>),
    /// A key whose current version is a marker, made then, reads as deleted.
    DeleteMarker(#[serde(with = "unix_ms")] OffsetDateTime),
}

impl Version {
    /// `None` for a delete marker.
    pub(in crate::s3) fn object(&self) -> Option<&Arc<Object>> {
        match &self.state {
            State::Object(object) => Some(object),
            State::DeleteMarker(_) => None,
        }
    }

    /// When it was made.
    pub(in crate::s3) fn made(&self) -> OffsetDateTime {
        match &self.state {
            State::Object(object) => object.last_modified,
            State::DeleteMarker(made) => *made,
        }
    }

    /// Whether it may be removed for good; nothing locks a delete marker (user guide, "Object Lock
    /// considerations").
    pub(in crate::s3) fn may_be_deleted(&self, attempt: &Attempt) -> bool {
        self.object()
            .is_none_or(|object| object.settings.lock.lets_delete(attempt))
    }
}
