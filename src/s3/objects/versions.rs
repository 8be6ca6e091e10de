//! The versions of one key.

use std::iter;
use std::sync::Arc;

use imbl::Vector;
use time::OffsetDateTime;

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
#[derive(Clone)]
pub(in crate::s3) enum State {
    Object(Arc<Object>),
    /// A key whose current version is a marker, made then, reads as deleted.
    DeleteMarker(OffsetDateTime),
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

/// All versions of a key; at least one. Behind one pointer, so that a map of keys stays small.
#[derive(Clone)]
pub(in crate::s3) struct Versions(Arc<Kept>);

#[derive(Clone)]
struct Kept {
    current: Version,
    /// Newest first; `None` when there are none, as for most keys.
    older: Option<Box<Vector<Version>>>,
}

impl Versions {
    pub(super) fn first(version: Version) -> Self {
        Self(Arc::new(Kept {
            current: version,
            older: None,
        }))
    }

    /// Whether nothing has changed between the two.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(in crate::s3) fn current(&self) -> &Version {
        &self.0.current
    }

    /// The object that the key reads as; `None` when a delete marker hides it.
    pub(in crate::s3) fn visible(&self) -> Option<&Arc<Object>> {
        self.0.current.object()
    }

    pub(in crate::s3) fn newest_first(&self) -> impl Iterator<Item = &Version> {
        iter::once(&self.0.current).chain(self.0.older.iter().flat_map(|older| older.iter()))
    }

    pub(in crate::s3) fn find(&self, id: &VersionId) -> Option<&Version> {
        self.newest_first().find(|version| version.id == *id)
    }

    /// With a new current version; a `null` version takes the place of the one before it.
    pub(super) fn with(&self, version: Version) -> Self {
        match self.without(&version.id) {
            None => Self::first(version),
            Some(rest) => {
                let mut older = rest.0.older.clone().unwrap_or_default();
                older.push_front(rest.0.current.clone());
                Self(Arc::new(Kept {
                    current: version,
                    older: Some(older),
                }))
            }
        }
    }

    /// With another object in the place of a version's, if it is one of them.
    pub(super) fn with_object(&self, id: &VersionId, object: Arc<Object>) -> Self {
        let mut kept = (*self.0).clone();
        let version = match kept.current.id == *id {
            true => Some(&mut kept.current),
            false => {
                let mut older = kept.older.iter_mut().flat_map(|older| older.iter_mut());
                older.find(|version| version.id == *id)
            }
        };
        if let Some(version) = version {
            version.state = State::Object(object);
        }
        Self(Arc::new(kept))
    }

    /// Without a version, if it is one of them; `None` when it was the only one.
    pub(super) fn without(&self, id: &VersionId) -> Option<Self> {
        let mut older = self.0.older.clone().unwrap_or_default();
        let current = if self.0.current.id == *id {
            older.pop_front()?
        } else {
            if let Some(index) = older.iter().position(|version| version.id == *id) {
                older.remove(index);
            }
            self.0.current.clone()
        };
        let older = (!older.is_empty()).then_some(older);
        Some(Self(Arc::new(Kept { current, older })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(id: &str) -> Version {
        Version {
            id: match id {
                "null" => VersionId::Null,
                id => VersionId::Unique(id.into()),
            },
            state: State::DeleteMarker(OffsetDateTime::UNIX_EPOCH),
        }
    }

    fn ids(versions: &Versions) -> Vec<&str> {
        versions
            .newest_first()
            .map(|version| version.id.as_str())
            .collect()
    }

    // User guide, "Adding objects to versioning-suspended buckets".
    #[test]
    fn there_is_one_null_version_at_most() {
        let versions = Versions::first(marker("null"))
            .with(marker("a"))
            .with(marker("b"));
        assert_eq!(ids(&versions), ["b", "a", "null"]);
        assert_eq!(ids(&versions.with(marker("null"))), ["null", "b", "a"]);
        assert_eq!(
            ids(&Versions::first(marker("null")).with(marker("null"))),
            ["null"]
        );
    }

    #[test]
    fn the_version_behind_a_removed_one_becomes_current() {
        let versions = Versions::first(marker("a")).with(marker("b"));
        let rest = versions.without(&marker("b").id).unwrap();
        assert_eq!(ids(&rest), ["a"]);
        assert!(rest.without(&marker("a").id).is_none());
        assert_eq!(ids(&versions.without(&marker("x").id).unwrap()), ["b", "a"]);
    }
}
