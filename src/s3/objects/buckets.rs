//! All buckets of a world: one namespace, whoever owns them.

use std::sync::{Arc, PoisonError, RwLock};

use imbl::OrdMap;
use time::OffsetDateTime;

use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Scope};
use crate::aws::sigv4::keys::Keys;
use crate::bus::Bus;
use crate::s3::error;
use crate::store::depot::Depot;

use super::bucket::Bucket;
use super::configurations::Configurations;
use super::listeners::Listeners;

/// Buckets by name.
pub(in crate::s3) struct Buckets {
    pub(super) by_name: RwLock<OrdMap<Arc<str>, Arc<Bucket>>>,
    pub(in crate::s3) listeners: Listeners,
    bus: Bus,
    /// Where large bodies lie.
    pub(in crate::s3) depot: Depot,
    /// What sessions with directory buckets are made of.
    pub(in crate::s3) keys: Arc<Keys>,
    /// As AWS's did before April 2026.
    pub(in crate::s3) new_ones_take_sse_c: bool,
    /// Whether policies, ACLs and blocks are obeyed.
    pub(in crate::s3) judged: bool,
}

impl Buckets {
    /// None at first; all of them have the same listeners.
    pub(in crate::s3) fn new(
        listeners: Listeners,
        bus: Bus,
        depot: Depot,
        keys: Arc<Keys>,
        new_ones_take_sse_c: bool,
        judged: bool,
    ) -> Self {
        Self {
            by_name: RwLock::default(),
            listeners,
            bus,
            depot,
            keys,
            new_ones_take_sse_c,
            judged,
        }
    }

    /// The way to other services.
    pub(in crate::s3) fn bus(&self) -> &Bus {
        &self.bus
    }

    /// A bucket, whoever owns it; the caller sees to who may use it.
    pub(in crate::s3) fn get(&self, name: &str) -> Result<Arc<Bucket>, AwsError> {
        self.find(name)
            .ok_or_else(|| error::bucket::no_such_bucket(name))
    }

    /// Adds a bucket; gives back the one that already has this name.
    pub(in crate::s3) fn create(
        &self,
        name: &str,
        scope: Scope,
        now: OffsetDateTime,
        configurations: Configurations,
    ) -> Result<(), Arc<Bucket>> {
        let mut buckets = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get(name) {
            return Err(Arc::clone(bucket));
        }
        let name: Arc<str> = name.into();
        let (account, region) = (scope.account, scope.region);
        let bucket = Bucket::new(
            Arc::clone(&name),
            account,
            region,
            now,
            configurations,
            self.listeners.clone(),
        );
        self.listeners.touched.note(&bucket.mark);
        buckets.insert(name, Arc::new(bucket));
        Ok(())
    }

    /// A bucket, whoever owns it: for what anyone may ask.
    pub(in crate::s3) fn find(&self, name: &str) -> Option<Arc<Bucket>> {
        let buckets = self.by_name.read().unwrap_or_else(PoisonError::into_inner);
        buckets.get(name).cloned()
    }

    /// Removes a bucket that holds no object.
    pub(in crate::s3) fn delete(&self, name: &str) -> Result<(), AwsError> {
        let bucket = self.get(name)?;
        let mut buckets = self.by_name.write().unwrap_or_else(PoisonError::into_inner);
        bucket.close()?;
        buckets.remove(name);
        Ok(())
    }

    /// All buckets, by name.
    pub(in crate::s3) fn all(&self) -> Vec<Arc<Bucket>> {
        let buckets = self
            .by_name
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        buckets.values().cloned().collect()
    }

    /// An account's buckets of one kind, by name.
    pub(in crate::s3) fn owned_by(
        &self,
        account: &AccountId,
        directories: bool,
    ) -> Vec<Arc<Bucket>> {
        let buckets = self
            .by_name
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        buckets
            .values()
            .filter(|bucket| {
                bucket.owner == *account && bucket.kind().is_directory() == directories
            })
            .cloned()
            .collect()
    }
}
