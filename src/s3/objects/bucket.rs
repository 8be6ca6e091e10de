//! One bucket: its name, its owner, and all it holds behind one lock.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Region};
use crate::journal::Mark;
use crate::s3::error;
use crate::s3::notification::change::Place;

use super::bucket_contents::Contents;
use super::configurations::Configurations;
use super::kind::Kind;
use super::listeners::Listeners;
use super::versioning::Status;

/// A bucket and all it holds.
pub(in crate::s3) struct Bucket {
    pub(in crate::s3) name: Arc<str>,
    pub(in crate::s3) owner: AccountId,
    pub(in crate::s3) region: Region,
    pub(in crate::s3) created: OffsetDateTime,
    pub(super) contents: RwLock<Contents>,
    pub(super) listeners: Listeners,
    pub(super) mark: Arc<Mark<Arc<str>>>,
}

impl Bucket {
    pub(super) fn new(
        name: Arc<str>,
        owner: AccountId,
        region: Region,
        created: OffsetDateTime,
        configurations: Configurations,
        listeners: Listeners,
    ) -> Self {
        let contents = Contents::new(configurations, &name);
        Self {
            mark: Mark::new(Arc::clone(&name)),
            name,
            owner,
            region,
            created,
            contents: RwLock::new(contents),
            listeners,
        }
    }

    pub(in crate::s3) fn kind(&self) -> Kind<'_> {
        Kind::of(&self.name)
    }

    pub(in crate::s3) fn arn(&self) -> String {
        let (name, region, owner) = (&self.name, &self.region, &self.owner);
        match self.kind() {
            Kind::GeneralPurpose => format!("arn:aws:s3:::{name}"),
            Kind::Directory(_) => format!("arn:aws:s3express:{region}:{owner}:bucket/{name}"),
        }
    }

    /// Where this is, as notifications name it.
    pub(in crate::s3) fn place(&self) -> Place {
        Place {
            bucket: Arc::clone(&self.name),
            owner: self.owner.clone(),
            region: self.region.clone(),
        }
    }

    /// How often anything was written here.
    pub(in crate::s3) fn changes(&self) -> u64 {
        self.read().changes
    }

    /// Refuses all further writes, unless the bucket still holds objects, or a directory uploads
    /// (API_AbortMultipartUpload).
    pub(super) fn close(&self) -> Result<(), AwsError> {
        let mut contents = self.write()?;
        if !contents.objects.is_empty() {
            return Err(match contents.versioning.status {
                Status::Never => error::bucket::bucket_not_empty(&self.name),
                _ => error::bucket::bucket_with_versions_not_empty(&self.name),
            });
        }
        if self.kind().is_directory() && !contents.uploads.is_empty() {
            return Err(error::bucket::bucket_not_empty(&self.name));
        }
        contents.deleted = true;
        Ok(())
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.contents.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A bucket that was deleted meanwhile cannot be written to.
    pub(super) fn write(&self) -> Result<RwLockWriteGuard<'_, Contents>, AwsError> {
        let mut contents = self
            .contents
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if contents.deleted {
            return Err(error::bucket::no_such_bucket(&self.name));
        }
        contents.changes += 1;
        self.listeners.touched.note(&self.mark);
        Ok(contents)
    }
}
