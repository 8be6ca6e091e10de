//! The table of operations on configurations. They read and write their documents themselves, so
//! s3s has no part in them.

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::ops::{
    bucket_accelerate_configuration, bucket_acl, bucket_cors, bucket_encryption,
    bucket_lifecycle_configuration, bucket_ownership_controls, bucket_policy,
    bucket_request_payment, bucket_tagging, get_bucket_policy_status, object_lock_configuration,
    public_access_block,
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
        "DeleteBucketLifecycle",
        bucket_lifecycle_configuration::delete_bucket_lifecycle,
    ),
    (
        "DeleteBucketOwnershipControls",
        bucket_ownership_controls::delete_bucket_ownership_controls,
    ),
    ("DeleteBucketPolicy", bucket_policy::delete_bucket_policy),
    ("DeleteBucketTagging", bucket_tagging::delete_bucket_tagging),
    (
        "DeletePublicAccessBlock",
        public_access_block::delete_public_access_block,
    ),
    (
        "GetBucketAccelerateConfiguration",
        bucket_accelerate_configuration::get_bucket_accelerate_configuration,
    ),
    ("GetBucketAcl", bucket_acl::get_bucket_acl),
    ("GetBucketCors", bucket_cors::get_bucket_cors),
    (
        "GetBucketEncryption",
        bucket_encryption::get_bucket_encryption,
    ),
    (
        "GetBucketLifecycleConfiguration",
        bucket_lifecycle_configuration::get_bucket_lifecycle_configuration,
    ),
    (
        "GetBucketOwnershipControls",
        bucket_ownership_controls::get_bucket_ownership_controls,
    ),
    ("GetBucketPolicy", bucket_policy::get_bucket_policy),
    (
        "GetBucketPolicyStatus",
        get_bucket_policy_status::get_bucket_policy_status,
    ),
    (
        "GetBucketRequestPayment",
        bucket_request_payment::get_bucket_request_payment,
    ),
    ("GetBucketTagging", bucket_tagging::get_bucket_tagging),
    (
        "GetObjectLockConfiguration",
        object_lock_configuration::get_object_lock_configuration,
    ),
    (
        "GetPublicAccessBlock",
        public_access_block::get_public_access_block,
    ),
    (
        "PutBucketAccelerateConfiguration",
        bucket_accelerate_configuration::put_bucket_accelerate_configuration,
    ),
    ("PutBucketAcl", bucket_acl::put_bucket_acl),
    ("PutBucketCors", bucket_cors::put_bucket_cors),
    (
        "PutBucketEncryption",
        bucket_encryption::put_bucket_encryption,
    ),
    (
        "PutBucketLifecycleConfiguration",
        bucket_lifecycle_configuration::put_bucket_lifecycle_configuration,
    ),
    (
        "PutBucketOwnershipControls",
        bucket_ownership_controls::put_bucket_ownership_controls,
    ),
    ("PutBucketPolicy", bucket_policy::put_bucket_policy),
    (
        "PutBucketRequestPayment",
        bucket_request_payment::put_bucket_request_payment,
    ),
    ("PutBucketTagging", bucket_tagging::put_bucket_tagging),
    (
        "PutObjectLockConfiguration",
        object_lock_configuration::put_object_lock_configuration,
    ),
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
