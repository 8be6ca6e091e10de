//! The table of operations on configurations. They read and write their documents themselves, so
//! s3s has no part in them.

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::ops::{
    bucket_cors, bucket_encryption, bucket_ownership_controls, bucket_tagging, public_access_block,
};

/// What runs an operation on a bucket that the caller may use.
pub(super) type Run = fn(&Exchange, &Bucket) -> Result<(), AwsError>;

const OPERATIONS: &[(&str, Run)] = &[
    ("DeleteBucketCors", bucket_cors::delete_bucket_cors),
    (
        "DeleteBucketEncryption",
        bucket_encryption::delete_bucket_encryption,
    ),
    (
        "DeleteBucketOwnershipControls",
        bucket_ownership_controls::delete_bucket_ownership_controls,
    ),
    ("DeleteBucketTagging", bucket_tagging::delete_bucket_tagging),
    (
        "DeletePublicAccessBlock",
        public_access_block::delete_public_access_block,
    ),
    ("GetBucketCors", bucket_cors::get_bucket_cors),
    (
        "GetBucketEncryption",
        bucket_encryption::get_bucket_encryption,
    ),
    (
        "GetBucketOwnershipControls",
        bucket_ownership_controls::get_bucket_ownership_controls,
    ),
    ("GetBucketTagging", bucket_tagging::get_bucket_tagging),
    (
        "GetPublicAccessBlock",
        public_access_block::get_public_access_block,
    ),
    ("PutBucketCors", bucket_cors::put_bucket_cors),
    (
        "PutBucketEncryption",
        bucket_encryption::put_bucket_encryption,
    ),
    (
        "PutBucketOwnershipControls",
        bucket_ownership_controls::put_bucket_ownership_controls,
    ),
    ("PutBucketTagging", bucket_tagging::put_bucket_tagging),
    (
        "PutPublicAccessBlock",
        public_access_block::put_public_access_block,
    ),
];

/// `None` for an operation that goes through s3s.
pub(super) fn find(operation: &str) -> Option<Run> {
    let row = OPERATIONS.iter().find(|(own, _)| *own == operation);
    row.map(|(_, run)| *run)
}
