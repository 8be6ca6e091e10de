//! Versions on their way to other buckets, and those that arrive from there.

use std::sync::Arc;

use crate::s3::notification::cause::Cause;
use crate::s3::replication::queue::Errand;

use super::bucket::Bucket;
use super::bucket_contents::Contents;
use super::replication::Replication;
use super::version::Version;
use super::version_id::VersionId;
use super::versioning::Status;
use super::versions::Versions;

impl Bucket {
    /// Sends a version on its way to other buckets. The lock is held: so the versions of a key arrive
    /// in their order.
    pub(super) fn replicate(&self, contents: &Contents, key: &Arc<str>, id: &VersionId) -> bool {
        contents.replication.as_ref().is_some_and(|rules| {
            self.listeners.replicator.send(Errand {
                bucket: Arc::clone(&self.name),
                key: Arc::clone(key),
                id: id.clone(),
                rules: Arc::clone(rules),
            })
        })
    }

    pub(super) fn replicate_marker(&self, contents: &Contents, key: &str, id: Option<&VersionId>) {
        let rules = contents.replication.as_ref();
        if let Some(id) = id
            && rules.is_some_and(|rules| rules.take_marker(key))
        {
            self.replicate(contents, &key.into(), id);
        }
    }

    /// Says what has become of a version on its way.
    pub(in crate::s3) fn set_replication(&self, key: &str, id: &VersionId, status: Replication) {
        if let Ok(mut contents) = self.write() {
            contents.set_replication(key, id, status);
        }
    }

    /// Takes a version of another bucket, or what has changed of one; `false` where no versions are
    /// kept.
    pub(in crate::s3) fn put_replica(
        &self,
        key: &str,
        version: Version,
        cause: &Cause<'_>,
    ) -> bool {
        let Ok(mut contents) = self.write() else {
            return false;
        };
        if contents.versioning.status != Status::Enabled {
            return false;
        }
        let versions = contents.objects.get(key);
        let id = version.id.clone();
        let old = versions.and_then(|versions| versions.find(&id)).cloned();
        let object = version.object().cloned();
        let is_new = old.is_none();
        let versions = match (versions, old, &object) {
            (None, ..) => Versions::first(version),
            (Some(versions), None, _) => versions.with(version),
            (Some(versions), Some(old), Some(object)) => match old.object() {
                Some(old) => versions.with_object(&id, Arc::new(old.changed_as(object))),
                None => return true,
            },
            (Some(_), Some(_), None) => return true,
        };
        contents.objects.insert(key.into(), versions);
        if is_new && object.is_some() {
            self.tell(&contents, cause, key, Some(&id), object.as_deref());
        }
        true
    }
}
