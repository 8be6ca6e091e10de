//! GetBucketOwnershipControls, PutBucketOwnershipControls, DeleteBucketOwnershipControls: who owns
//! the objects of a bucket, and whether ACLs count.
//!
//! AWS: API_PutBucketOwnershipControls. New buckets are BucketOwnerEnforced (recorded).

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, one};

pub(super) const BUCKET_OWNER_ENFORCED: &str = "BucketOwnerEnforced";

const OWNERSHIP_CONTROLS: Configuration = Configuration {
    subject: Subject::OwnershipControls,
    root: "OwnershipControls",
    shapes: &[one(
        "Rule",
        Kind::Nest(&[one(
            "ObjectOwnership",
            Kind::OneOf(&[
                "BucketOwnerPreferred",
                "ObjectWriter",
                BUCKET_OWNER_ENFORCED,
            ]),
        )]),
    )],
};

/// Whether a bucket refuses ACLs.
pub(super) fn is_enforced(bucket: &Bucket) -> bool {
    let controls = OWNERSHIP_CONTROLS.stored(bucket);
    let rule = controls.as_deref().and_then(|own| own.child("Rule"));
    rule.and_then(|rule| rule.text_of("ObjectOwnership")) == Some(BUCKET_OWNER_ENFORCED)
}

pub(in crate::s3) fn get_bucket_ownership_controls(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    OWNERSHIP_CONTROLS.show(
        exchange,
        bucket,
        error::configuration::no_ownership_controls,
    )
}

pub(in crate::s3) fn put_bucket_ownership_controls(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    OWNERSHIP_CONTROLS.keep(bucket, OWNERSHIP_CONTROLS.read(exchange)?)
}

pub(in crate::s3) fn delete_bucket_ownership_controls(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    OWNERSHIP_CONTROLS.delete(exchange, bucket)
}
