//! What lifecycle rules do with a version.

use crate::s3::objects::storage_class::StorageClass;
use crate::s3::objects::version_id::VersionId;

/// What is to be done with one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::s3) struct Act {
    pub(in crate::s3) version: VersionId,
    pub(in crate::s3) deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum Deed {
    /// The current version is deleted as a client deletes it: for good, or with a delete marker.
    Expire,
    /// The version is removed for good.
    Remove,
    Move(StorageClass),
    /// The restored copy of an archived object goes.
    EndRestore,
}
