//! What S3 keeps: buckets, the versions of their objects, listings and uploads in progress.
//!
//! Everything lives in persistent maps, so a listing works on a snapshot and never holds a lock.
//! Lock order: the map of buckets, then one bucket. No lock is held across an await.

pub(super) mod bucket;
pub(super) mod buckets;
pub(super) mod configurations;
pub(super) mod encryption;
pub(super) mod listing;
pub(super) mod object;
pub(super) mod object_lock;
pub(super) mod replication;
pub(super) mod shared_attributes;
pub(super) mod storage_class;
pub(super) mod upload;
pub(super) mod version_id;
pub(super) mod versioning;
pub(super) mod versions;
