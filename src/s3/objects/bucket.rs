//! One bucket: its objects and its uploads, behind one lock.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use imbl::OrdMap;
use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region};
use crate::s3::conditions::WriteCondition;
use crate::s3::error;

use super::object::Object;
use super::upload::{Completed, Part, Plan, Upload};
use super::versions::Versions;

/// Completed uploads that a bucket remembers at most.
const COMPLETED_MAX: usize = 1000;

/// A bucket's objects by key, in the order of their bytes.
pub(in crate::s3) type Objects = OrdMap<Arc<str>, Versions>;
/// A bucket's uploads by key; those of one key in the order in which they began.
pub(in crate::s3) type Uploads = OrdMap<Arc<str>, Vec<Upload>>;

/// A bucket and all it holds.
pub(in crate::s3) struct Bucket {
    pub(in crate::s3) name: Arc<str>,
    pub(in crate::s3) owner: AccountId,
    pub(in crate::s3) region: Region,
    pub(in crate::s3) created: OffsetDateTime,
    contents: RwLock<Contents>,
}

#[derive(Default)]
struct Contents {
    objects: Objects,
    uploads: Uploads,
    completed: VecDeque<Completed>,
    /// Set by the deletion of the bucket: a write that held the bucket meanwhile must not succeed.
    deleted: bool,
}

impl Bucket {
    pub(super) fn new(
        name: Arc<str>,
        owner: AccountId,
        region: Region,
        created: OffsetDateTime,
    ) -> Self {
        Self {
            name,
            owner,
            region,
            created,
            contents: RwLock::default(),
        }
    }

    /// The current version of a key.
    pub(in crate::s3) fn object(&self, key: &str) -> Result<Arc<Object>, AwsError> {
        match self.read().objects.get(key) {
            Some(versions) => Ok(Arc::clone(versions.current())),
            None => Err(error::no_such_key(key)),
        }
    }

    /// All objects as they are now.
    pub(in crate::s3) fn objects(&self) -> Objects {
        self.read().objects.clone()
    }

    /// Makes an object its key's current version, if the condition holds.
    pub(in crate::s3) fn put(
        &self,
        key: &str,
        object: Arc<Object>,
        condition: &WriteCondition,
    ) -> Result<(), AwsError> {
        let replaced;
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            replaced = contents
                .objects
                .insert(key.into(), Versions::single(object));
        }
        // A large body may be freed here: not under the lock.
        drop(replaced);
        Ok(())
    }

    /// Removes a key, if the condition holds; a key that is not there is no error.
    pub(in crate::s3) fn delete(
        &self,
        key: &str,
        condition: &WriteCondition,
    ) -> Result<(), AwsError> {
        let removed;
        {
            let mut contents = self.write()?;
            condition.check(key, contents.etag(key))?;
            removed = contents.objects.remove(key);
            if removed.is_some()
                && let Some(uploads) = contents.uploads.get_mut(key)
            {
                for upload in uploads {
                    upload.disturbed = true;
                }
            }
        }
        drop(removed);
        Ok(())
    }

    /// All uploads in progress as they are now.
    pub(in crate::s3) fn uploads(&self) -> Uploads {
        self.read().uploads.clone()
    }

    pub(in crate::s3) fn begin_upload(&self, plan: Plan) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        let upload = Upload {
            parts: OrdMap::new(),
            disturbed: false,
            plan: Arc::new(plan),
        };
        let key = Arc::clone(&upload.plan.key);
        contents.uploads.entry(key).or_default().push(upload);
        Ok(())
    }

    /// One upload in progress as it is now.
    pub(in crate::s3) fn upload(&self, key: &str, upload_id: &str) -> Result<Upload, AwsError> {
        self.read()
            .uploads
            .get(key)
            .and_then(|uploads| uploads.iter().find(|upload| upload.plan.id == upload_id))
            .cloned()
            .ok_or_else(|| error::no_such_upload(upload_id))
    }

    /// Adds a part, in place of an earlier one of its number.
    pub(in crate::s3) fn put_part(
        &self,
        key: &str,
        upload_id: &str,
        number: i32,
        part: Part,
    ) -> Result<(), AwsError> {
        let replaced = self
            .write()?
            .uploads
            .get_mut(key)
            .and_then(|uploads| {
                uploads
                    .iter_mut()
                    .find(|upload| upload.plan.id == upload_id)
            })
            .ok_or_else(|| error::no_such_upload(upload_id))?
            .parts
            .insert(number, Arc::new(part));
        drop(replaced);
        Ok(())
    }

    /// Ends an upload and frees its parts.
    pub(in crate::s3) fn abort_upload(&self, key: &str, upload_id: &str) -> Result<(), AwsError> {
        let removed = self.write()?.remove_upload(key, upload_id);
        match removed {
            Some(_) => Ok(()),
            None => Err(error::no_such_upload(upload_id)),
        }
    }

    /// Puts an upload's object in its place and ends the upload, if the condition holds.
    pub(in crate::s3) fn complete_upload(
        &self,
        completed: Completed,
        object: Arc<Object>,
        condition: &WriteCondition,
    ) -> Result<(), AwsError> {
        let (upload, replaced);
        {
            let mut contents = self.write()?;
            let (key, id) = (Arc::clone(&completed.key), &completed.upload_id);
            let running = contents.uploads.get(&key);
            let running =
                running.and_then(|uploads| uploads.iter().find(|upload| upload.plan.id == *id));
            let disturbed = running.ok_or_else(|| error::no_such_upload(id))?.disturbed;
            if disturbed && *condition == WriteCondition::KeyIsFree {
                return Err(error::conditional_request_conflict("If-None-Match", &key));
            }
            condition.check(&key, contents.etag(&key))?;
            upload = contents.remove_upload(&key, id);
            replaced = contents.objects.insert(key, Versions::single(object));
            if contents.completed.len() == COMPLETED_MAX {
                contents.completed.pop_front();
            }
            contents.completed.push_back(completed);
        }
        drop((upload, replaced));
        Ok(())
    }

    /// An upload that was completed not long ago.
    pub(in crate::s3) fn completed_upload(&self, key: &str, upload_id: &str) -> Option<Completed> {
        let contents = self.read();
        contents
            .completed
            .iter()
            .find(|completed| completed.upload_id == upload_id && *completed.key == *key)
            .cloned()
    }

    /// Refuses all further writes, unless the bucket still holds objects.
    pub(super) fn close(&self) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if !contents.objects.is_empty() {
            return Err(error::bucket_not_empty(&self.name));
        }
        contents.deleted = true;
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.contents.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A bucket that was deleted meanwhile cannot be written to.
    fn write(&self) -> Result<RwLockWriteGuard<'_, Contents>, AwsError> {
        let contents = self
            .contents
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if contents.deleted {
            return Err(error::no_such_bucket(&self.name));
        }
        Ok(contents)
    }
}

impl Contents {
    fn etag(&self, key: &str) -> Option<&str> {
        let versions = self.objects.get(key)?;
        Some(&versions.current().etag)
    }

    fn remove_upload(&mut self, key: &str, upload_id: &str) -> Option<Upload> {
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
