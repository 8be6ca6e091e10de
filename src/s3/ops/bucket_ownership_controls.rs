//! GetBucketOwnershipControls, PutBucketOwnershipControls, DeleteBucketOwnershipControls: who owns
//! the objects of a bucket, and whether ACLs count.
//!
//! AWS: API_PutBucketOwnershipControls. New buckets are BucketOwnerEnforced (recorded); a bucket whose
//! ACL grants others anything cannot become so.

use crate::aws::error::AwsError;
use crate::s3::access::ownership::Ownership;
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
    let controls = OWNERSHIP_CONTROLS.read(exchange)?;
    let enforced = Ownership::of(Some(&controls)) == Ownership::BucketOwnerEnforced;
    if enforced
        && bucket
            .rules()
            .acl
            .as_ref()
            .is_some_and(|acl| acl.grants_to_others())
    {
        return Err(error::access::acl_with_enforced_ownership());
    }
    OWNERSHIP_CONTROLS.keep(bucket, controls)
}

pub(in crate::s3) fn delete_bucket_ownership_controls(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    OWNERSHIP_CONTROLS.delete(exchange, bucket)
}
