//! What every sub-resource of a bucket answers before anybody wrote it: recorded, or the API
//! reference's own words.

use super::{assert_error, document, get, with_bucket};

#[test]
fn a_fresh_bucket_has_aws_defaults() {
    let server = with_bucket();
    for (subresource, root, inner) in [
        ("abac", "AbacStatus", "<Status>Disabled</Status>"),
        (
            "encryption",
            "ServerSideEncryptionConfiguration",
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled>\
             <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>\
             </Rule>",
        ),
        (
            "ownershipControls",
            "OwnershipControls",
            "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
        ),
        (
            "publicAccessBlock",
            "PublicAccessBlockConfiguration",
            "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>\
             <BlockPublicPolicy>true</BlockPublicPolicy>\
             <RestrictPublicBuckets>true</RestrictPublicBuckets>",
        ),
        (
            "requestPayment",
            "RequestPaymentConfiguration",
            "<Payer>BucketOwner</Payer>",
        ),
        (
            "analytics",
            "ListBucketAnalyticsConfigurationsResult",
            "<IsTruncated>false</IsTruncated>",
        ),
        (
            "intelligent-tiering",
            "ListBucketIntelligentTieringConfigurationsOutput",
            "<IsTruncated>false</IsTruncated>",
        ),
        (
            "inventory",
            "ListInventoryConfigurationsResult",
            "<IsTruncated>false</IsTruncated>",
        ),
        (
            "metrics",
            "ListMetricsConfigurationsResult",
            "<IsTruncated>false</IsTruncated>",
        ),
    ] {
        let reply = get(&server, &format!("/pail?{subresource}"));
        assert_eq!(reply.status, 200, "{subresource}");
        assert_eq!(reply.text(), document(root, inner), "{subresource}");
        assert_eq!(reply.header("content-type"), Some("application/xml"));
    }
}

#[test]
fn some_documents_are_empty() {
    let server = with_bucket();
    for (subresource, root) in [
        ("accelerate", "AccelerateConfiguration"),
        ("location", "LocationConstraint"),
        ("logging", "BucketLoggingStatus"),
        ("notification", "NotificationConfiguration"),
        ("versioning", "VersioningConfiguration"),
    ] {
        let reply = get(&server, &format!("/pail?{subresource}"));
        assert_eq!(reply.status, 200, "{subresource}");
        assert_eq!(reply.text(), document(root, ""), "{subresource}");
    }
}

#[test]
fn what_is_not_there_is_404() {
    let server = with_bucket();
    let bucket = "<BucketName>pail</BucketName>";
    for (subresource, code, message, field) in [
        (
            "cors",
            "NoSuchCORSConfiguration",
            "The CORS configuration does not exist",
            bucket,
        ),
        (
            "lifecycle",
            "NoSuchLifecycleConfiguration",
            "The lifecycle configuration does not exist",
            bucket,
        ),
        (
            "object-lock",
            "ObjectLockConfigurationNotFoundError",
            "Object Lock configuration does not exist for this bucket",
            bucket,
        ),
        (
            "policy",
            "NoSuchBucketPolicy",
            "The bucket policy does not exist",
            bucket,
        ),
        (
            "policyStatus",
            "NoSuchBucketPolicy",
            "The bucket policy does not exist",
            bucket,
        ),
        (
            "replication",
            "ReplicationConfigurationNotFoundError",
            "The replication configuration was not found",
            bucket,
        ),
        (
            "tagging",
            "NoSuchTagSet",
            "The TagSet does not exist",
            bucket,
        ),
        (
            "website",
            "NoSuchWebsiteConfiguration",
            "The specified bucket does not have a website configuration",
            bucket,
        ),
        (
            "analytics&id=a",
            "NoSuchConfiguration",
            "The specified configuration does not exist.",
            "",
        ),
        (
            "intelligent-tiering&id=a",
            "NoSuchConfiguration",
            "The specified configuration does not exist.",
            "",
        ),
        (
            "inventory&id=a",
            "NoSuchConfiguration",
            "The specified configuration does not exist.",
            "",
        ),
        (
            "metrics&id=a",
            "NoSuchConfiguration",
            "The specified configuration does not exist.",
            "",
        ),
    ] {
        assert_error(
            &get(&server, &format!("/pail?{subresource}")),
            404,
            &format!("<Code>{code}</Code><Message>{message}</Message>{field}"),
        );
    }
}
