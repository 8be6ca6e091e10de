//! All buckets of a world as they were at one moment, sharing everything with the world.

use std::sync::{Arc, PoisonError, RwLock};

use time::OffsetDateTime;

use crate::aws::identity::{AccountId, Region};

use super::bucket::Bucket;
use super::bucket_contents::Contents;
use super::buckets::Buckets;
use super::listeners::Listeners;

/// In the order of the buckets' names. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct S3Image(pub(super) Arc<Vec<BucketImage>>);

/// One bucket, and all it held.
#[derive(Clone)]
pub(super) struct BucketImage {
    pub(super) name: Arc<str>,
    pub(super) owner: AccountId,
    pub(super) region: Region,
    pub(super) created: OffsetDateTime,
    pub(super) contents: Contents,
}

impl Buckets {
    /// Holds every bucket still while `then` works with what is there. What waits to be told or to be
    /// replicated is no part of it.
    pub(in crate::s3) fn still<T>(&self, then: impl FnOnce(S3Image) -> T) -> T {
        let buckets = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let held: Vec<_> = buckets
            .values()
            .map(|bucket| (bucket, bucket.read()))
            .collect();
        let images = held.iter().map(|(bucket, contents)| BucketImage {
            name: Arc::clone(&bucket.name),
            owner: bucket.owner.clone(),
            region: bucket.region.clone(),
            created: bucket.created,
            contents: Contents::clone(contents),
        });
        then(S3Image(Arc::new(images.collect())))
    }

    /// Takes in the buckets of an image; only before anyone else has these.
    pub(in crate::s3) fn fill(&mut self, image: &S3Image) {
        let buckets = image.0.iter().map(|bucket| {
            let bucket = Arc::new(bucket.restored(self.listeners.clone()));
            (Arc::clone(&bucket.name), bucket)
        });
        self.by_name = RwLock::new(buckets.collect());
    }
}

impl BucketImage {
    fn restored(&self, listeners: Listeners) -> Bucket {
        Bucket {
            name: Arc::clone(&self.name),
            owner: self.owner.clone(),
            region: self.region.clone(),
            created: self.created,
            contents: RwLock::new(self.contents.clone()),
            listeners,
        }
    }
}
