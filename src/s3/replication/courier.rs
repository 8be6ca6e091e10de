//! Carries versions to the buckets that are to have them too.

use std::sync::{Arc, Weak};

use crate::clock::Clock;
use crate::s3::notification::cause::Cause;
use crate::s3::notification::event::Event;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::buckets::Buckets;
use crate::s3::objects::configurations::Subject;
use crate::s3::objects::encryption::{Encryption, Kms};
use crate::s3::objects::object::Object;
use crate::s3::objects::object_lock::ObjectLock;
use crate::s3::objects::replication::Replication;
use crate::s3::objects::version::{State, Version};

use super::queue::{Errand, Errands};
use super::rules::Rule;

/// Carries every version, until nobody can make one any more.
pub(in crate::s3) async fn run(mut errands: Errands, buckets: Weak<Buckets>, clock: Clock) {
    while let Some((errand, working)) = errands.0.recv().await {
        match buckets.upgrade() {
            Some(buckets) => carry(&buckets, &clock, &errand),
            None => return,
        }
        drop(working);
    }
}

/// A version that is gone meanwhile goes nowhere.
fn carry(buckets: &Buckets, clock: &Clock, errand: &Errand) {
    let Errand { key, id, rules, .. } = errand;
    let Some(source) = buckets.find(&errand.bucket) else {
        return;
    };
    let Ok((version, _)) = source.version(key, Some(id.as_str())) else {
        return;
    };
    let deliver = |rule: &Rule, state: &dyn Fn(&Bucket) -> State| {
        let destination = buckets.find(&rule.destination);
        let arrived = destination.is_some_and(|destination| {
            let version = Version {
                id: id.clone(),
                state: state(&destination),
            };
            destination.put_replica(key, version, &created(clock))
        });
        if !arrived {
            let (bucket, destination) = (&*errand.bucket, &*rule.destination);
            tracing::warn!(
                bucket,
                destination,
                key = &**key,
                "replication failed: the destination is gone, or keeps no versions"
            );
        }
        arrived
    };
    match &version.state {
        State::Object(object) => {
            let mut status = Replication::Completed;
            for rule in rules.of_object(key, object) {
                if !deliver(rule, &|destination| replica_of(object, rule, destination)) {
                    status = Replication::Failed;
                }
            }
            source.set_replication(key, id, status);
        }
        State::DeleteMarker(_) => {
            for rule in rules.of_marker(key) {
                deliver(rule, &|_| version.state.clone());
            }
        }
    }
}

fn created(clock: &Clock) -> Cause<'_> {
    Cause {
        event: Event::ObjectCreatedPut,
        clock,
        request: None,
    }
}

/// It keeps its id, its time and all that its writer said (user guide).
fn replica_of(object: &Object, rule: &Rule, destination: &Bucket) -> State {
    let mut replica = object.clone();
    replica.replication = Some(Replication::Replica);
    replica.restored_until = None;
    if let Some(storage_class) = rule.storage_class {
        replica.settings.storage_class = storage_class;
    }
    if let (Encryption::Kms(kms), Some(key)) = (&object.settings.encryption, &rule.kms_key) {
        replica.settings.encryption = Encryption::Kms(Arc::new(Kms {
            dual_layer: kms.dual_layer,
            key_arn: key.clone(),
            bucket_key: kms.bucket_key,
        }));
    }
    if destination.configuration(Subject::ObjectLock).is_none() {
        replica.settings.lock = ObjectLock::default();
    }
    State::Object(Arc::new(replica))
}
