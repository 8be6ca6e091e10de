//! What S3 keeps: buckets, the versions of their objects, listings and uploads in progress.
//!
//! A bucket is one lock around its contents; what it does has a file for each idea, `bucket_…`.
//! Everything lives in persistent maps, so a listing works on a snapshot and never holds a lock.
//! Lock order: the map of buckets, then one bucket. No lock is held across an await.

pub(super) mod bucket;
mod bucket_changes;
mod bucket_configurations;
pub(super) mod bucket_contents;
mod bucket_keys;
mod bucket_lifecycle;
mod bucket_pieces;
mod bucket_renames;
mod bucket_replicas;
mod bucket_uploads;
pub(super) mod buckets;
pub(super) mod configurations;
pub(super) mod encryption;
mod history;
pub(crate) mod image;
mod image_pieces;
pub(super) mod kind;
pub(super) mod listeners;
pub(super) mod listing;
pub(super) mod object;
pub(super) mod object_lock;
pub(super) mod rename;
pub(super) mod replication;
pub(super) mod shared_attributes;
pub(super) mod storage_class;
pub(super) mod upload;
mod upload_pieces;
pub(super) mod version;
pub(super) mod version_id;
mod version_pieces;
pub(super) mod versioning;
pub(super) mod versions;
