//! The configurations of a bucket: one map for all kinds, each a checked document.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::s3::access::acl::Acl;
use crate::s3::access::judge::Rules;
use crate::s3::access::ownership::{Block, Ownership};
use crate::s3::access::policy;
use crate::s3::element::Element;

/// What a configuration is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

impl Subject {
    /// Whether it has a say in who may do what.
    pub(super) fn decides_access(self) -> bool {
        matches!(
            self,
            Self::OwnershipControls | Self::Policy | Self::PublicAccessBlock
        )
    }
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

/// Who may do what, as configurations and a bucket's ACL say.
pub(super) fn rules(configurations: &Configurations, bucket: &str, acl: Option<Arc<Acl>>) -> Rules {
    let stored = |subject| {
        let stored = configurations.get(&(subject, Arc::from("")));
        stored.map(AsRef::as_ref)
    };
    let policy = stored(Subject::Policy);
    Rules::new(
        policy.and_then(|policy| policy::parse(&policy.text, bucket).ok()),
        Block::of(stored(Subject::PublicAccessBlock)),
        Ownership::of(stored(Subject::OwnershipControls)),
        acl,
    )
}
