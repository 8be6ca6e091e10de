//! The configurations of a bucket: one map for all kinds, each a checked document.

use std::sync::Arc;

use imbl::OrdMap;

use crate::s3::element::Element;

/// What a configuration is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::s3) enum Subject {
    Accelerate,
    Analytics,
    Cors,
    Encryption,
    IntelligentTiering,
    Inventory,
    Lifecycle,
    LifecycleMinimumSize,
    Logging,
    Metrics,
    Notification,
    ObjectLock,
    OwnershipControls,
    Policy,
    PublicAccessBlock,
    Replication,
    RequestPayment,
    Tagging,
    Website,
}

/// A bucket's configurations by subject, and by id where a subject has several; else the id is empty.
pub(in crate::s3) type Configurations = OrdMap<(Subject, Arc<str>), Arc<Element>>;

/// A configuration and its id.
pub(in crate::s3) type Identified = (Arc<str>, Arc<Element>);

/// What a new bucket has (recorded): all public access blocked, ACLs off.
pub(in crate::s3) fn of_a_new_bucket(ownership: &str) -> Configurations {
    let all_true = [
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    ]
    .map(|name| Element::text(name, "true"));
    let rule = Element::nest("Rule", vec![Element::text("ObjectOwnership", ownership)]);
    let entry = |subject, element| ((subject, Arc::from("")), Arc::new(element));
    Configurations::from_iter([
        entry(
            Subject::OwnershipControls,
            Element::nest("OwnershipControls", vec![rule]),
        ),
        entry(
            Subject::PublicAccessBlock,
            Element::nest("PublicAccessBlockConfiguration", all_true.into()),
        ),
    ])
}
