//! The table of operations on configurations. They read and write their documents themselves, so
//! s3s has no part in them.

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::ops::{
    bucket_abac, bucket_accelerate_configuration, bucket_acl, bucket_analytics_configuration,
    bucket_cors, bucket_encryption, bucket_intelligent_tiering_configuration,
    bucket_inventory_configuration, bucket_lifecycle_configuration, bucket_logging,
    bucket_metrics_configuration, bucket_notification_configuration, bucket_ownership_controls,
    bucket_policy, bucket_replication, bucket_request_payment, bucket_tagging, bucket_website,
    get_bucket_policy_status, object_lock_configuration, public_access_block,
};

/// What runs an operation on a bucket that the caller may use.
pub(super) type Run = fn(&Exchange, &Bucket) -> Result<(), AwsError>;

const OPERATIONS: &[(&str, Run)] = &[
    (
        "DeleteBucketAnalyticsConfiguration",
        bucket_analytics_configuration::delete_bucket_analytics_configuration,
    ),
    ("DeleteBucketCors", bucket_cors::delete_bucket_cors),
    (
        "DeleteBucketEncryption",
        bucket_encryption::delete_bucket_encryption,
    ),
    (
        "DeleteBucketIntelligentTieringConfiguration",
        bucket_intelligent_tiering_configuration::delete_bucket_intelligent_tiering_configuration,
    ),
    (
        "DeleteBucketInventoryConfiguration",
        bucket_inventory_configuration::delete_bucket_inventory_configuration,
    ),
    (
        "DeleteBucketLifecycle",
        bucket_lifecycle_configuration::delete_bucket_lifecycle,
    ),
    (
        "DeleteBucketMetricsConfiguration",
        bucket_metrics_configuration::delete_bucket_metrics_configuration,
    ),
    (
        "DeleteBucketOwnershipControls",
        bucket_ownership_controls::delete_bucket_ownership_controls,
    ),
    ("DeleteBucketPolicy", bucket_policy::delete_bucket_policy),
    (
        "DeleteBucketReplication",
        bucket_replication::delete_bucket_replication,
    ),
    ("DeleteBucketTagging", bucket_tagging::delete_bucket_tagging),
    ("DeleteBucketWebsite", bucket_website::delete_bucket_website),
    (
        "DeletePublicAccessBlock",
        public_access_block::delete_public_access_block,
    ),
    ("GetBucketAbac", bucket_abac::get_bucket_abac),
    (
        "GetBucketAccelerateConfiguration",
        bucket_accelerate_configuration::get_bucket_accelerate_configuration,
    ),
    ("GetBucketAcl", bucket_acl::get_bucket_acl),
    (
        "GetBucketAnalyticsConfiguration",
        bucket_analytics_configuration::get_bucket_analytics_configuration,
    ),
    ("GetBucketCors", bucket_cors::get_bucket_cors),
    (
        "GetBucketEncryption",
        bucket_encryption::get_bucket_encryption,
    ),
    (
        "GetBucketIntelligentTieringConfiguration",
        bucket_intelligent_tiering_configuration::get_bucket_intelligent_tiering_configuration,
    ),
    (
        "GetBucketInventoryConfiguration",
        bucket_inventory_configuration::get_bucket_inventory_configuration,
    ),
    (
        "GetBucketLifecycleConfiguration",
        bucket_lifecycle_configuration::get_bucket_lifecycle_configuration,
    ),
    ("GetBucketLogging", bucket_logging::get_bucket_logging),
    (
        "GetBucketMetricsConfiguration",
        bucket_metrics_configuration::get_bucket_metrics_configuration,
    ),
    (
        "GetBucketNotificationConfiguration",
        bucket_notification_configuration::get_bucket_notification_configuration,
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
        "GetBucketReplication",
        bucket_replication::get_bucket_replication,
    ),
    (
        "GetBucketRequestPayment",
        bucket_request_payment::get_bucket_request_payment,
    ),
    ("GetBucketTagging", bucket_tagging::get_bucket_tagging),
    ("GetBucketWebsite", bucket_website::get_bucket_website),
    (
        "GetObjectLockConfiguration",
        object_lock_configuration::get_object_lock_configuration,
    ),
    (
        "GetPublicAccessBlock",
        public_access_block::get_public_access_block,
    ),
    (
        "ListBucketAnalyticsConfigurations",
        bucket_analytics_configuration::list_bucket_analytics_configurations,
    ),
    (
        "ListBucketIntelligentTieringConfigurations",
        bucket_intelligent_tiering_configuration::list_bucket_intelligent_tiering_configurations,
    ),
    (
        "ListBucketInventoryConfigurations",
        bucket_inventory_configuration::list_bucket_inventory_configurations,
    ),
    (
        "ListBucketMetricsConfigurations",
        bucket_metrics_configuration::list_bucket_metrics_configurations,
    ),
    ("PutBucketAbac", bucket_abac::put_bucket_abac),
    (
        "PutBucketAccelerateConfiguration",
        bucket_accelerate_configuration::put_bucket_accelerate_configuration,
    ),
    ("PutBucketAcl", bucket_acl::put_bucket_acl),
    (
        "PutBucketAnalyticsConfiguration",
        bucket_analytics_configuration::put_bucket_analytics_configuration,
    ),
    ("PutBucketCors", bucket_cors::put_bucket_cors),
    (
        "PutBucketEncryption",
        bucket_encryption::put_bucket_encryption,
    ),
    (
        "PutBucketIntelligentTieringConfiguration",
        bucket_intelligent_tiering_configuration::put_bucket_intelligent_tiering_configuration,
    ),
    (
        "PutBucketInventoryConfiguration",
        bucket_inventory_configuration::put_bucket_inventory_configuration,
    ),
    (
        "PutBucketLifecycleConfiguration",
        bucket_lifecycle_configuration::put_bucket_lifecycle_configuration,
    ),
    ("PutBucketLogging", bucket_logging::put_bucket_logging),
    (
        "PutBucketMetricsConfiguration",
        bucket_metrics_configuration::put_bucket_metrics_configuration,
    ),
    (
        "PutBucketNotificationConfiguration",
        bucket_notification_configuration::put_bucket_notification_configuration,
    ),
    (
        "PutBucketOwnershipControls",
        bucket_ownership_controls::put_bucket_ownership_controls,
    ),
    ("PutBucketPolicy", bucket_policy::put_bucket_policy),
    (
        "PutBucketReplication",
        bucket_replication::put_bucket_replication,
    ),
    (
        "PutBucketRequestPayment",
        bucket_request_payment::put_bucket_request_payment,
    ),
    ("PutBucketTagging", bucket_tagging::put_bucket_tagging),
    ("PutBucketWebsite", bucket_website::put_bucket_website),
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
