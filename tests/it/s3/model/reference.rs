//! The model: each key's versions, newest first, and the rules of versioning as plainly as can be said
//! (User Guide, "Retaining multiple versions of objects with S3 Versioning").

use std::collections::{BTreeMap, BTreeSet};

use super::operation::{Body, Place};

/// A version; one without a body is a delete marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) body: Option<Body>,
}

/// An upload under way.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) place: Place,
    pub(super) id: String,
    /// By number, with their ETags.
    pub(super) parts: BTreeMap<u32, (String, Body)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Versioning {
    #[default]
    Never,
    Enabled,
    Suspended,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    /// Only places that have versions.
    pub(super) versions: BTreeMap<Place, Vec<Version>>,
    pub(super) uploads: Vec<Upload>,
    /// Of the bucket `deep`.
    pub(super) versioning: Versioning,
}

impl Model {
    pub(super) fn versioning(&self, bucket: &str) -> Versioning {
        match bucket {
            "deep" => self.versioning,
            _ => Versioning::Never,
        }
    }

    /// The versions of a place, newest first.
    pub(super) fn of(&self, place: Place) -> &[Version] {
        self.versions.get(&place).map_or(&[], Vec::as_slice)
    }

    /// What reading a place gives: of its newest version, or of another.
    pub(super) fn body(&self, place: Place, version: Option<usize>) -> Option<Body> {
        self.of(place).get(version.unwrap_or(0))?.body
    }

    /// Puts a version on top; `id` is what the answer says, if it says one.
    pub(super) fn put(&mut self, place: Place, id: Option<&str>, body: Option<Body>) {
        let keeps = self.versioning(place.bucket) == Versioning::Enabled;
        let id = match id {
            Some(id) if keeps => id.to_owned(),
            _ => "null".to_owned(),
        };
        let versions = self.versions.entry(place).or_default();
        if !keeps {
            versions.retain(|own| own.id != "null");
        }
        versions.insert(0, Version { id, body });
    }

    /// Deletes without naming a version; `id` is that of the marker.
    pub(super) fn delete(&mut self, place: Place, id: Option<&str>) {
        match self.versioning(place.bucket) {
            Versioning::Never => drop(self.versions.remove(&place)),
            _ => self.put(place, id, None),
        }
    }

    pub(super) fn delete_version(&mut self, place: Place, at: usize) {
        if let Some(versions) = self.versions.get_mut(&place) {
            versions.remove(at);
            if versions.is_empty() {
                self.versions.remove(&place);
            }
        }
    }

    /// The keys and the folders that a listing shows.
    pub(super) fn listed(
        &self,
        bucket: &str,
        prefix: &str,
        by_folder: bool,
    ) -> (Vec<String>, BTreeSet<String>) {
        let (mut keys, mut folders) = (Vec::new(), BTreeSet::new());
        for (place, versions) in &self.versions {
            let Some(rest) = place.key.strip_prefix(prefix) else {
                continue;
            };
            if place.bucket != bucket || versions[0].body.is_none() {
                continue;
            }
            match rest.split_once('/').filter(|_| by_folder) {
                Some((folder, _)) => drop(folders.insert(format!("{prefix}{folder}/"))),
                None => keys.push(place.key.to_owned()),
            }
        }
        (keys, folders)
    }
}
