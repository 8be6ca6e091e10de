//! All buckets of a world as they were at one moment, sharing everything with the world.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use imbl::OrdMap;
use time::OffsetDateTime;

use crate::aws::identity::{AccountId, Region};
use crate::journal::Mark;

use super::bucket::Bucket;
use super::bucket_contents::Contents;
use super::buckets::Buckets;
use super::listeners::Listeners;

/// By name. Cloning it costs a pointer.
#[derive(Clone, Default)]
pub(crate) struct S3Image(pub(super) OrdMap<Arc<str>, Arc<BucketImage>>);

/// One bucket, and all it held.
#[derive(Clone)]
pub(super) struct BucketImage {
    pub(super) name: Arc<str>,
    pub(super) owner: AccountId,
    pub(super) region: Region,
    pub(super) created: OffsetDateTime,
    pub(super) contents: Contents,
}

/// Whether the two are one.
impl PartialEq for BucketImage {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for BucketImage {}

impl Buckets {
    /// Holds every bucket still while `then` works with what is there. What waits to be told or to be
    /// replicated is no part of it.
    pub(in crate::s3) fn still<T>(&self, then: impl FnOnce(S3Image) -> T) -> T {
        let buckets = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let held: Vec<_> = buckets
            .values()
            .map(|bucket| (bucket, bucket.read()))
            .collect();
        let images = held.iter().map(|(bucket, contents)| {
            let image = BucketImage::at(bucket, contents);
            (Arc::clone(&bucket.name), Arc::new(image))
        });
        then(S3Image(images.collect()))
    }

    /// As [`Buckets::still`], with what an earlier call gave: only buckets that were touched since then
    /// are looked at. For one asker alone.
    pub(in crate::s3) fn still_since<T>(
        &self,
        since: &S3Image,
        then: impl FnOnce(S3Image) -> T,
    ) -> T {
        let Some(touched) = self.listeners.touched.take() else {
            return self.still(then);
        };
        let touched: BTreeSet<_> = touched.into_iter().collect();
        let buckets = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        let held: Vec<_> = touched
            .iter()
            .filter_map(|name| buckets.get(name))
            .map(|bucket| (bucket, bucket.read()))
            .collect();
        let mut images = since.0.clone();
        for name in &touched {
            images.remove(name);
        }
        for (bucket, contents) in &held {
            let image = BucketImage::at(bucket, contents);
            images.insert(Arc::clone(&bucket.name), Arc::new(image));
        }
        then(S3Image(images))
    }

    /// Takes in the buckets of an image; only before anyone else has these.
    pub(in crate::s3) fn fill(&mut self, image: &S3Image) {
        let buckets = image.0.values().map(|bucket| {
            let bucket = Arc::new(bucket.restored(self.listeners.clone()));
            (Arc::clone(&bucket.name), bucket)
        });
        self.by_name = RwLock::new(buckets.collect());
    }
}

impl BucketImage {
    fn at(bucket: &Bucket, contents: &Contents) -> Self {
        Self {
            name: Arc::clone(&bucket.name),
            owner: bucket.owner.clone(),
            region: bucket.region.clone(),
            created: bucket.created,
            contents: contents.clone(),
        }
    }

    fn restored(&self, listeners: Listeners) -> Bucket {
        Bucket {
            name: Arc::clone(&self.name),
            owner: self.owner.clone(),
            region: self.region.clone(),
            created: self.created,
            contents: RwLock::new(self.contents.clone()),
            listeners,
            mark: Mark::new(Arc::clone(&self.name)),
        }
    }
}
