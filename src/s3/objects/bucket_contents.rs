//! What a bucket's lock guards: versions by key, uploads, configurations.

use std::collections::VecDeque;
use std::sync::Arc;

use imbl::OrdMap;

use crate::clock::Clock;
use crate::s3::access::judge;
use crate::s3::lifecycle::rules as lifecycle;
use crate::s3::notification::rules::Rules;
use crate::s3::replication::rules::Rules as ReplicationRules;

use super::configurations::{Configurations, Subject, rules};
use super::object::Object;
use super::rename::Rename;
use super::replication::Replication;
use super::upload::{Completed, Upload};
use super::version::{State, Version};
use super::version_id::VersionId;
use super::versioning::{Status, Versioning};
use super::versions::Versions;

/// A bucket's objects by key, in the order of their bytes.
pub(in crate::s3) type Objects = OrdMap<Arc<str>, Versions>;
/// A bucket's uploads by key; those of one key in the order in which they began.
pub(in crate::s3) type Uploads = OrdMap<Arc<str>, Vec<Upload>>;

/// What is read and changed under one lock. Cloning it costs some pointers.
#[derive(Clone, Default)]
pub(super) struct Contents {
    pub(super) objects: Objects,
    pub(super) uploads: Uploads,
    pub(super) versioning: Versioning,
    pub(super) completed: VecDeque<Completed>,
    /// The last renames with a client's token, by it.
    pub(super) renamed: VecDeque<(String, Rename)>,
    pub(super) configurations: Configurations,
    /// The notification configuration, ready for use.
    pub(super) watchers: Option<Arc<Rules>>,
    /// Who may do what, as the configurations and the ACL say.
    pub(super) rules: Arc<judge::Rules>,
    /// The lifecycle configuration, ready for use.
    pub(super) lifecycle: Option<Arc<lifecycle::Rules>>,
    /// Copies of archived objects were restored here, which end some day.
    pub(super) has_restored: bool,
    /// Grows with every write.
    pub(super) changes: u64,
    /// The replication configuration, ready for use.
    pub(super) replication: Option<Arc<ReplicationRules>>,
    /// Set by the deletion of the bucket: a write that held the bucket meanwhile must not succeed.
    pub(super) deleted: bool,
}

impl Contents {
    /// A bucket that is made to lock its objects keeps their versions from the start.
    pub(super) fn new(configurations: Configurations, bucket: &str) -> Self {
        let mut contents = Self {
            rules: Arc::new(rules(&configurations, bucket, None)),
            configurations,
            ..Self::default()
        };
        if contents.locks_objects() {
            contents.versioning.status = Status::Enabled;
        }
        contents
    }

    pub(super) fn locks_objects(&self) -> bool {
        let key = (Subject::ObjectLock, Arc::from(""));
        self.configurations.contains_key(&key)
    }

    /// A version's id, if answers name it.
    pub(super) fn named<'a>(&self, id: &'a VersionId) -> Option<&'a VersionId> {
        (self.versioning.status != Status::Never).then_some(id)
    }

    pub(super) fn etag(&self, key: &str) -> Option<&str> {
        let object = self.objects.get(key)?.visible()?;
        Some(&object.etag)
    }

    /// Adds a version as versioning wants it. Gives its id, if answers name it, and the versions
    /// that were there before.
    pub(super) fn add(
        &mut self,
        key: Arc<str>,
        state: State,
        clock: &Clock,
    ) -> (Option<VersionId>, Option<Versions>) {
        let id = match self.versioning.status {
            Status::Enabled => VersionId::unique(clock, &key),
            Status::Never | Status::Suspended => VersionId::Null,
        };
        let shown = (self.versioning.status != Status::Never).then(|| id.clone());
        let version = Version { id, state };
        let versions = match self.objects.get(&key) {
            Some(versions) => versions.with(version),
            None => Versions::first(version),
        };
        (shown, self.objects.insert(key, versions))
    }

    pub(super) fn set_replication(&mut self, key: &str, id: &VersionId, status: Replication) {
        if let Some(versions) = self.objects.get(key).cloned()
            && let Some(object) = versions.find(id).and_then(Version::object)
        {
            let mut object = Object::clone(object);
            object.replication = Some(status);
            let versions = versions.with_object(id, Arc::new(object));
            self.objects.insert(key.into(), versions);
        }
    }

    /// Conditions of uploads in progress cannot be judged any more once their key was deleted.
    pub(super) fn disturb_uploads(&mut self, key: &str) {
        for upload in self.uploads.get_mut(key).into_iter().flatten() {
            upload.disturbed = true;
        }
    }

    pub(super) fn remove_upload(&mut self, key: &str, upload_id: &str) -> Option<Upload> {
        let uploads = self.uploads.get_mut(key)?;
        let index = uploads
            .iter()
            .position(|upload| upload.plan.id == upload_id)?;
        let upload = uploads.remove(index);
        if uploads.is_empty() {
            self.uploads.remove(key);
        }
        Some(upload)
    }
}
