//! Who listings say that objects belong to.

use std::borrow::Cow;

use super::access::acl::Acl;
use super::access::ownership::Ownership;
use super::objects::bucket::Bucket;
use super::objects::object::Object;

/// The canonical ids of the owners in one bucket.
pub(super) struct Owners {
    of_bucket: String,
    /// Enforced ownership gives everything to the bucket's owner.
    one_for_all: bool,
}

impl Owners {
    pub(super) fn of(bucket: &Bucket) -> Self {
        Self {
            of_bucket: bucket.owner.canonical_id(),
            one_for_all: bucket.rules().ownership == Ownership::BucketOwnerEnforced,
        }
    }

    /// The bucket's own owner.
    pub(super) fn of_bucket(&self) -> &str {
        &self.of_bucket
    }

    pub(super) fn of_object(&self, object: &Object) -> Cow<'_, str> {
        self.of_acl(object.acl.as_deref())
    }

    /// The owner of an object that has this ACL, or is to have it.
    pub(super) fn of_acl(&self, acl: Option<&Acl>) -> Cow<'_, str> {
        match acl {
            Some(acl) if !self.one_for_all => Cow::Owned(acl.owner.canonical_id()),
            _ => Cow::Borrowed(&self.of_bucket),
        }
    }
}
