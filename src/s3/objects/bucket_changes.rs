//! How the versions of a key change under the lock, and how those who watch are told.

use std::sync::Arc;

use crate::s3::notification::cause::Cause;
use crate::s3::notification::change::Told;

use super::bucket::Bucket;
use super::bucket_contents::Contents;
use super::object::Object;
use super::replication::Replication;
use super::version::{State, Version};
use super::version_id::VersionId;
use super::versioning::Status;
use super::versions::Versions;

impl Bucket {
    /// Adds an object as [`Contents::add`] does, and tells it.
    pub(super) fn add_object(
        &self,
        contents: &mut Contents,
        key: &Arc<str>,
        object: Arc<Object>,
        cause: &Cause<'_>,
    ) -> (Option<VersionId>, Option<Versions>) {
        let rules = contents.replication.as_ref();
        let is_taken = rules.is_some_and(|rules| rules.take_object(key, &object));
        let object = match is_taken {
            true => Arc::new(Object {
                replication: Some(Replication::Pending),
                ..Object::clone(&object)
            }),
            false => object,
        };
        let state = State::Object(Arc::clone(&object));
        let (id, replaced) = contents.add(Arc::clone(key), state, cause.clock);
        if let Some(id) = id.as_ref().filter(|_| is_taken)
            && !self.replicate(contents, key, id)
        {
            contents.set_replication(key, id, Replication::Failed);
        }
        self.tell(contents, cause, key, id.as_ref(), Some(&object));
        (id, replaced)
    }

    /// Deletes a key as [`Bucket::delete`] says, and gives what was there besides.
    pub(super) fn delete_key(
        &self,
        contents: &mut Contents,
        key: &str,
        cause: &Cause<'_>,
    ) -> (Option<VersionId>, Option<Versions>) {
        let was_there = contents.etag(key).is_some();
        if was_there {
            contents.disturb_uploads(key);
        }
        if contents.versioning.status == Status::Never {
            if was_there {
                self.tell(contents, cause, key, None, None);
            }
            return (None, contents.objects.remove(key));
        }
        let marker = State::DeleteMarker(cause.now());
        let (id, replaced) = contents.add(key.into(), marker, cause.clock);
        // Markers of lifecycle rules stay (user guide, "What isn't replicated?").
        if cause.request.is_some() {
            self.replicate_marker(contents, key, id.as_ref());
        }
        let cause = cause.with_event(cause.event.with_marker());
        self.tell(contents, &cause, key, id.as_ref(), None);
        (id, replaced)
    }

    /// Removes one of a key's versions for good, and tells it.
    pub(super) fn remove_version(
        &self,
        contents: &mut Contents,
        key: &str,
        versions: &Versions,
        version: &Version,
        cause: &Cause<'_>,
    ) {
        match versions.without(&version.id) {
            Some(rest) => contents.objects.insert(key.into(), rest),
            None => contents.objects.remove(key),
        };
        if version.object().is_some() && versions.current().id == version.id {
            contents.disturb_uploads(key);
        }
        let named = contents.named(&version.id);
        self.tell(contents, cause, key, named, None);
    }

    /// Puts an object in the place of one of a key's versions, and tells why.
    pub(super) fn replace_object(
        &self,
        contents: &mut Contents,
        key: &str,
        versions: &Versions,
        id: &VersionId,
        object: Object,
        causes: &[Cause<'_>],
    ) {
        if object.restored_until.is_some() {
            contents.has_restored = true;
            self.listeners.sweeping.notify_one();
        }
        let object = Arc::new(object);
        let versions = versions.with_object(id, Arc::clone(&object));
        contents.objects.insert(key.into(), versions);
        let goes_elsewhere = matches!(
            object.replication,
            Some(Replication::Pending | Replication::Completed)
        );
        if goes_elsewhere {
            self.replicate(contents, &key.into(), id);
        }
        let named = contents.named(id);
        for cause in causes {
            self.tell(contents, cause, key, named, Some(&object));
        }
    }

    /// Tells who watches the bucket what has become of a key. The lock is held: so the changes of a
    /// key are told in their order.
    pub(super) fn tell(
        &self,
        contents: &Contents,
        cause: &Cause<'_>,
        key: &str,
        id: Option<&VersionId>,
        object: Option<&Object>,
    ) {
        if let Some(rules) = &contents.watchers {
            let told = || (self.place(), Told::of(cause.event, key, id, object));
            self.listeners.notifier.tell(rules, cause, key, told);
        }
    }
}
