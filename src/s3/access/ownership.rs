//! Who owns the objects of a bucket, and what of public access it refuses.

use crate::s3::element::Element;

/// A bucket's object ownership.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) enum Ownership {
    /// The bucket's owner owns everything, and ACLs do not count.
    BucketOwnerEnforced,
    /// The bucket's owner owns what is given with `bucket-owner-full-control`.
    BucketOwnerPreferred,
    /// Whoever writes an object owns it; so it is in a bucket without ownership controls.
    #[default]
    ObjectWriter,
}

impl Ownership {
    /// Reads `<OwnershipControls>`.
    pub(in crate::s3) fn of(controls: Option<&Element>) -> Self {
        let rule = controls.and_then(|controls| controls.child("Rule"));
        match rule.and_then(|rule| rule.text_of("ObjectOwnership")) {
            Some("BucketOwnerEnforced") => Self::BucketOwnerEnforced,
            Some("BucketOwnerPreferred") => Self::BucketOwnerPreferred,
            _ => Self::ObjectWriter,
        }
    }
}

/// A bucket's public access block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) struct Block {
    pub(in crate::s3) public_acls: bool,
    pub(in crate::s3) ignores_public_acls: bool,
    pub(in crate::s3) public_policy: bool,
    pub(in crate::s3) restricts_public_buckets: bool,
}

impl Block {
    /// Reads `<PublicAccessBlockConfiguration>`; without one nothing is blocked.
    pub(in crate::s3) fn of(configuration: Option<&Element>) -> Self {
        let is = |name| {
            configuration.is_some_and(|configuration| configuration.text_of(name) == Some("true"))
        };
        Self {
            public_acls: is("BlockPublicAcls"),
            ignores_public_acls: is("IgnorePublicAcls"),
            public_policy: is("BlockPublicPolicy"),
            restricts_public_buckets: is("RestrictPublicBuckets"),
        }
    }
}
