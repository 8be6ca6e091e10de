//! Every sub-resource of S3's API reference, and the operation that each of its methods is.

use super::operation::BodyUse::{Document, None as NoBody};
use super::operation::{Route, later, ours};
use super::target::Level::{self, Bucket, Object};

/// What a query parameter names below a bucket or an object.
pub(super) struct Subresource {
    pub(super) level: Level,
    pub(super) parameter: &'static str,
    /// Where one of several can be named with `id`, the operation that lists them all follows the one
    /// for one.
    pub(super) methods: &'static [(&'static str, Route)],
}

const fn of(
    level: Level,
    parameter: &'static str,
    methods: &'static [(&'static str, Route)],
) -> Subresource {
    Subresource {
        level,
        parameter,
        methods,
    }
}

/// Buckets' before objects'. A request that names one is never taken for its parent.
pub(super) const SUBRESOURCES: &[Subresource] = &[
    of(
        Bucket,
        "abac",
        &[
            ("GET", ours("GetBucketAbac", NoBody)),
            ("PUT", ours("PutBucketAbac", Document)),
        ],
    ),
    of(
        Bucket,
        "accelerate",
        &[
            ("GET", ours("GetBucketAccelerateConfiguration", NoBody)),
            ("PUT", ours("PutBucketAccelerateConfiguration", Document)),
        ],
    ),
    of(
        Bucket,
        "acl",
        &[
            ("GET", ours("GetBucketAcl", NoBody)),
            ("PUT", ours("PutBucketAcl", Document)),
        ],
    ),
    of(
        Bucket,
        "analytics",
        &[
            ("GET", ours("GetBucketAnalyticsConfiguration", NoBody)),
            ("GET", ours("ListBucketAnalyticsConfigurations", NoBody)),
            ("PUT", ours("PutBucketAnalyticsConfiguration", Document)),
            ("DELETE", ours("DeleteBucketAnalyticsConfiguration", NoBody)),
        ],
    ),
    of(
        Bucket,
        "cors",
        &[
            ("GET", ours("GetBucketCors", NoBody)),
            ("PUT", ours("PutBucketCors", Document)),
            ("DELETE", ours("DeleteBucketCors", NoBody)),
        ],
    ),
    of(
        Bucket,
        "delete",
        &[("POST", ours("DeleteObjects", Document))],
    ),
    of(
        Bucket,
        "encryption",
        &[
            ("GET", ours("GetBucketEncryption", NoBody)),
            ("PUT", ours("PutBucketEncryption", Document)),
            ("DELETE", ours("DeleteBucketEncryption", NoBody)),
        ],
    ),
    of(
        Bucket,
        "intelligent-tiering",
        &[
            (
                "GET",
                ours("GetBucketIntelligentTieringConfiguration", NoBody),
            ),
            (
                "GET",
                ours("ListBucketIntelligentTieringConfigurations", NoBody),
            ),
            (
                "PUT",
                ours("PutBucketIntelligentTieringConfiguration", Document),
            ),
            (
                "DELETE",
                ours("DeleteBucketIntelligentTieringConfiguration", NoBody),
            ),
        ],
    ),
    of(
        Bucket,
        "inventory",
        &[
            ("GET", ours("GetBucketInventoryConfiguration", NoBody)),
            ("GET", ours("ListBucketInventoryConfigurations", NoBody)),
            ("PUT", ours("PutBucketInventoryConfiguration", Document)),
            ("DELETE", ours("DeleteBucketInventoryConfiguration", NoBody)),
        ],
    ),
    of(
        Bucket,
        "lifecycle",
        &[
            ("GET", ours("GetBucketLifecycleConfiguration", NoBody)),
            ("PUT", ours("PutBucketLifecycleConfiguration", Document)),
            ("DELETE", ours("DeleteBucketLifecycle", NoBody)),
        ],
    ),
    of(
        Bucket,
        "location",
        &[("GET", ours("GetBucketLocation", NoBody))],
    ),
    of(
        Bucket,
        "logging",
        &[
            ("GET", ours("GetBucketLogging", NoBody)),
            ("PUT", ours("PutBucketLogging", Document)),
        ],
    ),
    of(
        Bucket,
        "metadataAnnotationTable",
        &[(
            "PUT",
            later("UpdateBucketMetadataAnnotationTableConfiguration"),
        )],
    ),
    of(
        Bucket,
        "metadataConfiguration",
        &[
            ("GET", later("GetBucketMetadataConfiguration")),
            ("POST", later("CreateBucketMetadataConfiguration")),
            ("DELETE", later("DeleteBucketMetadataConfiguration")),
        ],
    ),
    of(
        Bucket,
        "metadataInventoryTable",
        &[(
            "PUT",
            later("UpdateBucketMetadataInventoryTableConfiguration"),
        )],
    ),
    of(
        Bucket,
        "metadataJournalTable",
        &[(
            "PUT",
            later("UpdateBucketMetadataJournalTableConfiguration"),
        )],
    ),
    of(
        Bucket,
        "metadataTable",
        &[
            ("GET", later("GetBucketMetadataTableConfiguration")),
            ("POST", later("CreateBucketMetadataTableConfiguration")),
            ("DELETE", later("DeleteBucketMetadataTableConfiguration")),
        ],
    ),
    of(
        Bucket,
        "metrics",
        &[
            ("GET", ours("GetBucketMetricsConfiguration", NoBody)),
            ("GET", ours("ListBucketMetricsConfigurations", NoBody)),
            ("PUT", ours("PutBucketMetricsConfiguration", Document)),
            ("DELETE", ours("DeleteBucketMetricsConfiguration", NoBody)),
        ],
    ),
    of(
        Bucket,
        "notification",
        &[
            ("GET", ours("GetBucketNotificationConfiguration", NoBody)),
            ("PUT", ours("PutBucketNotificationConfiguration", Document)),
        ],
    ),
    of(
        Bucket,
        "object-lock",
        &[
            ("GET", ours("GetObjectLockConfiguration", NoBody)),
            ("PUT", ours("PutObjectLockConfiguration", Document)),
        ],
    ),
    of(
        Bucket,
        "ownershipControls",
        &[
            ("GET", ours("GetBucketOwnershipControls", NoBody)),
            ("PUT", ours("PutBucketOwnershipControls", Document)),
            ("DELETE", ours("DeleteBucketOwnershipControls", NoBody)),
        ],
    ),
    of(
        Bucket,
        "policy",
        &[
            ("GET", ours("GetBucketPolicy", NoBody)),
            ("PUT", ours("PutBucketPolicy", Document)),
            ("DELETE", ours("DeleteBucketPolicy", NoBody)),
        ],
    ),
    of(
        Bucket,
        "policyStatus",
        &[("GET", ours("GetBucketPolicyStatus", NoBody))],
    ),
    of(
        Bucket,
        "publicAccessBlock",
        &[
            ("GET", ours("GetPublicAccessBlock", NoBody)),
            ("PUT", ours("PutPublicAccessBlock", Document)),
            ("DELETE", ours("DeletePublicAccessBlock", NoBody)),
        ],
    ),
    of(
        Bucket,
        "replication",
        &[
            ("GET", ours("GetBucketReplication", NoBody)),
            ("PUT", ours("PutBucketReplication", Document)),
            ("DELETE", ours("DeleteBucketReplication", NoBody)),
        ],
    ),
    of(
        Bucket,
        "requestPayment",
        &[
            ("GET", ours("GetBucketRequestPayment", NoBody)),
            ("PUT", ours("PutBucketRequestPayment", Document)),
        ],
    ),
    of(Bucket, "session", &[("GET", ours("CreateSession", NoBody))]),
    of(
        Bucket,
        "tagging",
        &[
            ("GET", ours("GetBucketTagging", NoBody)),
            ("PUT", ours("PutBucketTagging", Document)),
            ("DELETE", ours("DeleteBucketTagging", NoBody)),
        ],
    ),
    of(
        Bucket,
        "uploads",
        &[("GET", ours("ListMultipartUploads", NoBody))],
    ),
    of(
        Bucket,
        "versioning",
        &[
            ("GET", ours("GetBucketVersioning", NoBody)),
            ("PUT", ours("PutBucketVersioning", Document)),
        ],
    ),
    of(
        Bucket,
        "versions",
        &[("GET", ours("ListObjectVersions", NoBody))],
    ),
    of(
        Bucket,
        "website",
        &[
            ("GET", ours("GetBucketWebsite", NoBody)),
            ("PUT", ours("PutBucketWebsite", Document)),
            ("DELETE", ours("DeleteBucketWebsite", NoBody)),
        ],
    ),
    of(
        Object,
        "acl",
        &[
            ("GET", ours("GetObjectAcl", NoBody)),
            ("PUT", ours("PutObjectAcl", Document)),
        ],
    ),
    of(
        Object,
        "annotation",
        &[
            ("GET", later("GetObjectAnnotation")),
            ("GET", later("ListObjectAnnotations")),
            ("PUT", later("PutObjectAnnotation")),
            ("DELETE", later("DeleteObjectAnnotation")),
        ],
    ),
    of(
        Object,
        "attributes",
        &[("GET", ours("GetObjectAttributes", NoBody))],
    ),
    of(
        Object,
        "encryption",
        &[("PUT", ours("UpdateObjectEncryption", Document))],
    ),
    of(
        Object,
        "legal-hold",
        &[
            ("GET", ours("GetObjectLegalHold", NoBody)),
            ("PUT", ours("PutObjectLegalHold", Document)),
        ],
    ),
    of(
        Object,
        "renameObject",
        &[("PUT", ours("RenameObject", NoBody))],
    ),
    of(
        Object,
        "restore",
        &[("POST", ours("RestoreObject", Document))],
    ),
    of(
        Object,
        "retention",
        &[
            ("GET", ours("GetObjectRetention", NoBody)),
            ("PUT", ours("PutObjectRetention", Document)),
        ],
    ),
    of(
        Object,
        "select",
        &[("POST", ours("SelectObjectContent", Document))],
    ),
    of(
        Object,
        "tagging",
        &[
            ("GET", ours("GetObjectTagging", NoBody)),
            ("PUT", ours("PutObjectTagging", Document)),
            ("DELETE", ours("DeleteObjectTagging", NoBody)),
        ],
    ),
    of(Object, "torrent", &[("GET", later("GetObjectTorrent"))]),
    of(
        Object,
        "uploads",
        &[("POST", ours("CreateMultipartUpload", NoBody))],
    ),
];
