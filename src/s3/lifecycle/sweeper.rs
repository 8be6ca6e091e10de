//! The background task that does what lifecycle rules ask for.

use std::collections::HashMap;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use time::{Date, OffsetDateTime};
use tokio::task::AbortHandle;

use crate::clock::Clock;
use crate::s3::element::Element;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::buckets::Buckets;
use crate::s3::objects::configurations::Subject;
use crate::s3::objects::object_lock::Attempt;

use super::due::MinimumSize;
use super::rules::Rules;
use super::seen::Seen;

/// How often buckets are looked at. AWS takes up to two days; a test should not wait.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long after a sweep the changes of a bucket lead to another one, though no midnight has passed
/// and its rules are the same: few rules ask for something at once.
const REST_MS: i64 = 60_000;
/// Keys in one step; others get their turn between steps, and no lock is held.
const STEP_KEYS_MAX: usize = 1000;
/// What is done with the versions of one key while its bucket is locked, at most.
const STEP_ACTS_MAX: usize = 1000;

/// Ends with the value. It sleeps while no bucket holds anything that ends by itself.
pub(in crate::s3) struct Sweeper(AbortHandle);

impl Sweeper {
    pub(in crate::s3) fn start(buckets: Arc<Buckets>, clock: Clock) -> Self {
        Self(tokio::spawn(sweep(buckets, clock)).abort_handle())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a bucket was like when it was swept.
struct Swept {
    /// Everything becomes due at midnight.
    day: Date,
    rules: Option<Arc<Rules>>,
    changes: u64,
    at_ms: i64,
}

async fn sweep(buckets: Arc<Buckets>, clock: Clock) {
    let mut swept = HashMap::<Arc<str>, Swept>::new();
    loop {
        let watched = watched(&buckets);
        if watched.is_empty() {
            swept.clear();
            buckets.listeners.sweeping.notified().await;
            continue;
        }
        swept.retain(|name, _| watched.iter().any(|bucket| bucket.name == *name));
        for bucket in watched {
            let now = Swept {
                day: clock.now().date(),
                rules: bucket.lifecycle(),
                changes: bucket.changes(),
                at_ms: clock.unix_ms(),
            };
            let last = swept.get(&bucket.name);
            if last.is_none_or(|last| now.has_more_to_do_than(last)) {
                let name = Arc::clone(&bucket.name);
                sweep_bucket(bucket, &clock).await;
                swept.insert(name, now);
            }
        }
        clock.look_after(LOOK_EVERY).await;
    }
}

/// The buckets that hold something that ends by itself.
fn watched(buckets: &Buckets) -> Vec<Arc<Bucket>> {
    let buckets = buckets.all().into_iter();
    let watched = buckets.filter(|bucket| bucket.lifecycle().is_some() || bucket.has_restored());
    watched.collect()
}

impl Swept {
    fn has_more_to_do_than(&self, last: &Self) -> bool {
        let same_rules = match (&self.rules, &last.rules) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        };
        self.day != last.day
            || !same_rules
            || self.changes != last.changes && self.at_ms >= last.at_ms + REST_MS
    }
}

async fn sweep_bucket(bucket: Arc<Bucket>, clock: &Clock) {
    let mut next = Next::First;
    while !matches!(next, Next::Nothing) {
        let (bucket, clock) = (Arc::clone(&bucket), clock.clone());
        let step = tokio::task::spawn_blocking(move || step(&bucket, &clock, &next));
        next = step.await.unwrap_or(Next::Nothing);
    }
}

/// Where a sweep goes on.
enum Next {
    First,
    From(Arc<str>),
    Nothing,
}

/// Does what is due for the uploads, at first, and for some keys.
fn step(bucket: &Bucket, clock: &Clock, from: &Next) -> Next {
    let rules = bucket.lifecycle();
    let none = Rules::of(&Element::nest("LifecycleConfiguration", Vec::new()));
    let rules = rules.as_deref().unwrap_or(&none);
    let (minimum, now) = (minimum_size(bucket), clock.now());
    let attempt = Attempt {
        now,
        bypasses_governance: false,
    };
    let objects = bucket.objects();
    let start = match from {
        Next::First => {
            give_up_uploads(bucket, rules, now);
            Bound::Unbounded
        }
        Next::From(key) => Bound::Included(key),
        Next::Nothing => return Next::Nothing,
    };
    let keys = objects.range::<_, Arc<str>>((start, Bound::Unbounded));
    for (count, (key, versions)) in keys.enumerate() {
        if count == STEP_KEYS_MAX {
            return Next::From(Arc::clone(key));
        }
        let seen = versions.newest_first();
        let seen = seen.map(|version| Seen::of(version, &attempt));
        let mut acts = rules.acts(key, seen, minimum, now);
        let is_all = acts.len() <= STEP_ACTS_MAX;
        acts.truncate(STEP_ACTS_MAX);
        if !acts.is_empty() && bucket.obey(key, versions, &acts, clock).is_err() {
            // The bucket is gone meanwhile.
            return Next::Nothing;
        }
        if !is_all {
            return Next::From(Arc::clone(key));
        }
    }
    Next::Nothing
}

fn give_up_uploads(bucket: &Bucket, rules: &Rules, now: OffsetDateTime) {
    for upload in bucket.uploads().values().flatten() {
        let plan = &upload.plan;
        let end = rules.end_of_upload(&plan.key, plan.initiated);
        if end.is_some_and(|end| end.moment <= now) {
            // One that is complete or gone meanwhile is done with.
            let _ = bucket.abort_upload(&plan.key, &plan.id);
        }
    }
}

fn minimum_size(bucket: &Bucket) -> MinimumSize {
    let minimum = bucket.configuration(Subject::LifecycleMinimumSize);
    match minimum.as_deref().map(|element| &*element.text) {
        Some("varies_by_storage_class") => MinimumSize::ExceptArchives,
        _ => MinimumSize::Always,
    }
}
