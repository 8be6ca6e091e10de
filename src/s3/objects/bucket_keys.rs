//! A bucket's keys and their versions: read, written, deleted and changed.

use std::sync::Arc;

use crate::aws::error::AwsError;
use crate::s3::conditions::WriteCondition;
use crate::s3::error;
use crate::s3::error::object_lock as locked;
use crate::s3::notification::cause::Cause;

use super::bucket::Bucket;
use super::bucket_contents::Objects;
use super::object::Object;
use super::object_lock::Attempt;
use super::version::Version;
use super::version_id::VersionId;
use super::versioning::Status;
use super::versions::Versions;

impl Bucket {
    /// The object that a key reads as.
    pub(in crate::s3) fn object(&self, key: &str) -> Result<Arc<Object>, AwsError> {
        let contents = self.read();
        let object = contents.objects.get(key).and_then(Versions::visible);
        object
            .cloned()
            .ok_or_else(|| error::object::no_such_key(key))
    }

    /// A version of a key, or its current one, and whether answers are to name it: on a bucket that
    /// never kept versions they do not, and `null` is the only name.
    pub(in crate::s3) fn version(
        &self,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<(Version, bool), AwsError> {
        let contents = self.read();
        let keeps = contents.versioning.status != Status::Never;
        let versions = contents.objects.get(key);
        let found = match version_id {
            None => versions.map(Versions::current),
            Some(text) => {
                let id = VersionId::parse(text)
                    .filter(|id| keeps || *id == VersionId::Null)
                    .ok_or_else(|| error::object::invalid_version_id(text))?;
                versions.and_then(|versions| versions.find(&id))
            }
        };
        match (found, version_id) {
            (Some(version), _) => Ok((version.clone(), keeps)),
            (None, Some(id)) if keeps => Err(error::object::no_such_version(key, id)),
            (None, _) => Err(error::object::no_such_key(key)),
        }
    }

    /// All objects as they are now.
    pub(in crate::s3) fn objects(&self) -> Objects {
        self.read().objects.clone()
    }

    /// Makes an object its key's current version, if the condition holds; gives its version id on a
    /// bucket that keeps versions.
    pub(in crate::s3) fn put(
        &self,
        key: &str,
        object: Arc<Object>,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (version_id, replaced);
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            let key = Arc::from(key);
            (version_id, replaced) = self.add_object(&mut contents, &key, object, cause);
        }
        // A large body may be freed here: not under the lock.
        drop(replaced);
        Ok(version_id)
    }

    /// Deletes a key, if the condition holds; a key that is not there is no error. On a bucket that
    /// keeps versions this adds a delete marker, whose id is given.
    pub(in crate::s3) fn delete(
        &self,
        key: &str,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (marker_id, removed);
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            (marker_id, removed) = self.delete_key(&mut contents, key, cause);
        }
        drop(removed);
        Ok(marker_id)
    }

    /// Removes one version for good, if the condition holds for it and nothing locks it; `None` when
    /// it is not there.
    pub(in crate::s3) fn delete_version(
        &self,
        key: &str,
        id: &VersionId,
        condition: &WriteCondition,
        attempt: &Attempt,
        cause: &Cause<'_>,
    ) -> Result<Option<Version>, AwsError> {
        let mut contents = self.write()?;
        let versions = contents.objects.get(key).cloned();
        let version = versions.as_ref().and_then(|versions| versions.find(id));
        let etag = version.and_then(Version::object);
        condition.check(key, etag.map(|object| object.etag.as_str()))?;
        let (Some(versions), Some(version)) = (&versions, version) else {
            return Ok(None);
        };
        if !version.may_be_deleted(attempt) {
            return Err(locked::protected());
        }
        self.remove_version(&mut contents, key, versions, version, cause);
        Ok(Some(version.clone()))
    }

    /// Changes one version's object in place; one that is gone meanwhile is no error.
    pub(in crate::s3) fn change(
        &self,
        key: &str,
        id: &VersionId,
        change: impl FnOnce(&mut Object),
    ) -> Result<(), AwsError> {
        self.change_and_tell(key, id, &[], change)
    }

    /// As [`Bucket::change`], and tells each of the causes in their order.
    pub(in crate::s3) fn change_and_tell(
        &self,
        key: &str,
        id: &VersionId,
        causes: &[Cause<'_>],
        change: impl FnOnce(&mut Object),
    ) -> Result<(), AwsError> {
        self.try_change_and_tell(key, id, causes, |object| {
            change(object);
            Ok(())
        })
    }

    /// As [`Bucket::change`], unless the change refuses itself when it sees the object.
    pub(in crate::s3) fn try_change(
        &self,
        key: &str,
        id: &VersionId,
        change: impl FnOnce(&mut Object) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        self.try_change_and_tell(key, id, &[], change)
    }

    fn try_change_and_tell(
        &self,
        key: &str,
        id: &VersionId,
        causes: &[Cause<'_>],
        change: impl FnOnce(&mut Object) -> Result<(), AwsError>,
    ) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if let Some(versions) = contents.objects.get(key).cloned()
            && let Some(object) = versions.find(id).and_then(Version::object)
        {
            let mut object = Object::clone(object);
            change(&mut object)?;
            self.replace_object(&mut contents, key, &versions, id, object, causes);
        }
        Ok(())
    }
}
