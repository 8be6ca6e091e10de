//! A bucket's uploads: in progress, and completed not long ago.

use std::sync::Arc;

use imbl::OrdMap;

use crate::aws::error::AwsError;
use crate::s3::conditions::WriteCondition;
use crate::s3::error;
use crate::s3::notification::cause::Cause;

use super::bucket::Bucket;
use super::bucket_contents::Uploads;
use super::object::Object;
use super::upload::{Completed, Part, Plan, Upload};
use super::version_id::VersionId;

/// Completed uploads that a bucket remembers at most.
pub(super) const COMPLETED_MAX: usize = 1000;

impl Bucket {
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
            .ok_or_else(|| error::multipart::no_such_upload(upload_id))
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
            .ok_or_else(|| error::multipart::no_such_upload(upload_id))?
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
            None => Err(error::multipart::no_such_upload(upload_id)),
        }
    }

    /// Puts an upload's object in its place and ends the upload, if the condition holds; gives the
    /// version id as [`Bucket::put`] does.
    pub(in crate::s3) fn complete_upload(
        &self,
        mut completed: Completed,
        object: Arc<Object>,
        condition: &WriteCondition,
        cause: &Cause<'_>,
    ) -> Result<Option<VersionId>, AwsError> {
        let (version_id, upload, replaced);
        {
            let mut contents = self.write()?;
            let (key, id) = (Arc::clone(&completed.key), &completed.upload_id);
            let running = contents.uploads.get(&key);
            let running =
                running.and_then(|uploads| uploads.iter().find(|upload| upload.plan.id == *id));
            let disturbed = running
                .ok_or_else(|| error::multipart::no_such_upload(id))?
                .disturbed;
            if disturbed && *condition == WriteCondition::KeyIsFree {
                return Err(error::object::conditional_request_conflict(
                    "If-None-Match",
                    &key,
                ));
            }
            condition.check(&key, contents.etag(&key))?;
            upload = contents.remove_upload(&key, id);
            (version_id, replaced) = self.add_object(&mut contents, &key, object, cause);
            completed.version_id.clone_from(&version_id);
            if contents.completed.len() == COMPLETED_MAX {
                contents.completed.pop_front();
            }
            contents.completed.push_back(completed);
        }
        drop((upload, replaced));
        Ok(version_id)
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
}
