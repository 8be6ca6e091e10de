//! The versions of one key.

use std::iter;
use std::sync::Arc;

use super::history::History;
use super::object::Object;
use super::version::{State, Version};
use super::version_id::VersionId;

/// All versions of a key; at least one. Behind one pointer, so that a map of keys stays small.
#[derive(Clone)]
pub(in crate::s3) struct Versions(Arc<Kept>);

#[derive(Clone)]
struct Kept {
    current: Version,
    /// `None` when there are none, as for most keys.
    older: Option<Box<History>>,
}

/// Whether nothing has changed between the two: what is equal only by what it says counts as another.
impl PartialEq for Versions {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other)
    }
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
        iter::once(&self.0.current).chain(self.0.older.iter().flat_map(|older| older.behind(0)))
    }

    /// The versions that are older than one of them, newest first; none when it is none of them.
    pub(in crate::s3) fn older_than(&self, id: &VersionId) -> impl Iterator<Item = &Version> {
        let older = self.0.older.as_deref();
        let from = match self.0.current.id == *id {
            true => Some(0),
            false => older.and_then(|older| Some(older.position(id)? + 1)),
        };
        let behind = older.zip(from).map(|(older, from)| older.behind(from));
        behind.into_iter().flatten()
    }

    pub(in crate::s3) fn find(&self, id: &VersionId) -> Option<&Version> {
        if self.0.current.id == *id {
            return Some(&self.0.current);
        }
        let older = self.0.older.as_ref()?;
        older.get(older.position(id)?)
    }

    /// With a new current version; a `null` version takes the place of the one before it.
    pub(super) fn with(&self, version: Version) -> Self {
        match self.without(&version.id) {
            None => Self::first(version),
            Some(rest) => {
                let mut older = rest.0.older.clone().unwrap_or_default();
                older.push(rest.0.current.clone());
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
        let state = State::Object(object);
        if kept.current.id == *id {
            kept.current.state = state;
        } else if let Some(older) = &mut kept.older
            && let Some(index) = older.position(id)
        {
            let id = id.clone();
            older.replace(index, Version { id, state });
        }
        Self(Arc::new(kept))
    }

    /// Without a version, if it is one of them; `None` when it was the only one.
    pub(super) fn without(&self, id: &VersionId) -> Option<Self> {
        let mut older = self.0.older.clone().unwrap_or_default();
        let current = if self.0.current.id == *id {
            older.pop()?
        } else {
            if let Some(index) = older.position(id) {
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
    use time::OffsetDateTime;

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
