//! What an operation needs permission for, and what each permission is about.
//!
//! AWS: user guide, "Required permissions for Amazon S3 API operations"; Service Authorization
//! Reference, "Actions, resources, and condition keys for Amazon S3".

use crate::aws::policy::pattern::matches;

/// One permission that a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) struct Need {
    /// Such as `s3:GetObject`.
    pub(in crate::s3) action: &'static str,
    pub(in crate::s3) on: On,
}

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3) enum On {
    Bucket,
    /// A key, whether there is an object or not.
    Key,
    /// An object that is there.
    Object,
}

const fn bucket(action: &'static str) -> Need {
    let on = On::Bucket;
    Need { action, on }
}

const fn key(action: &'static str) -> Need {
    let on = On::Key;
    Need { action, on }
}

const fn object(action: &'static str) -> Need {
    let on = On::Object;
    Need { action, on }
}

/// What reading the source of a copy needs.
pub(in crate::s3) fn of_copy_source(names_version: bool) -> Need {
    match names_version {
        true => object("s3:GetObjectVersion"),
        false => object("s3:GetObject"),
    }
}

/// What a copy needs besides when the tags of its source come along.
pub(in crate::s3) fn of_source_tags(names_version: bool) -> Need {
    match names_version {
        true => object("s3:GetObjectVersionTagging"),
        false => object("s3:GetObjectTagging"),
    }
}

pub(in crate::s3) const LIST_BUCKET: Need = bucket("s3:ListBucket");
pub(in crate::s3) const PUT_OBJECT_TAGGING: Need = key("s3:PutObjectTagging");
pub(in crate::s3) const BYPASS_GOVERNANCE: Need = key("s3:BypassGovernanceRetention");

/// What deleting one key, or one of its versions, needs.
pub(in crate::s3) fn of_deletion(names_version: bool) -> Need {
    match names_version {
        true => key("s3:DeleteObjectVersion"),
        false => key("s3:DeleteObject"),
    }
}

/// Everything that a request needs; `None` for an operation that nobody but the owner may use.
/// `has` says whether the request has a header.
pub(in crate::s3) fn needs(
    operation: &str,
    names_version: bool,
    has: &dyn Fn(&str) -> bool,
) -> Option<Vec<Need>> {
    if let Some((_, need)) = OF_A_BUCKET.iter().find(|(own, _)| *own == operation) {
        return Some(vec![bucket(need)]);
    }
    let by_version = |plain, versioned| if names_version { versioned } else { plain };
    let mut needs = match operation {
        "GetObject" | "HeadObject" => vec![of_copy_source(names_version)],
        "SelectObjectContent" => vec![object("s3:GetObject")],
        "GetObjectAttributes" => vec![
            of_copy_source(names_version),
            object(by_version(
                "s3:GetObjectAttributes",
                "s3:GetObjectVersionAttributes",
            )),
        ],
        "GetObjectAcl" => vec![object(by_version(
            "s3:GetObjectAcl",
            "s3:GetObjectVersionAcl",
        ))],
        "PutObjectAcl" => vec![object(by_version(
            "s3:PutObjectAcl",
            "s3:PutObjectVersionAcl",
        ))],
        "GetObjectTagging" => vec![of_source_tags(names_version)],
        "PutObjectTagging" => vec![object(by_version(
            "s3:PutObjectTagging",
            "s3:PutObjectVersionTagging",
        ))],
        "DeleteObjectTagging" => vec![object(by_version(
            "s3:DeleteObjectTagging",
            "s3:DeleteObjectVersionTagging",
        ))],
        "GetObjectRetention" => vec![object("s3:GetObjectRetention")],
        "PutObjectRetention" => vec![object("s3:PutObjectRetention")],
        "GetObjectLegalHold" => vec![object("s3:GetObjectLegalHold")],
        "PutObjectLegalHold" => vec![object("s3:PutObjectLegalHold")],
        "GetObjectTorrent" => vec![object("s3:GetObjectTorrent")],
        "RestoreObject" => vec![object("s3:RestoreObject")],
        "DeleteObject" => vec![of_deletion(names_version)],
        // Each key is judged by itself.
        "DeleteObjects" => Vec::new(),
        "AbortMultipartUpload" => vec![key("s3:AbortMultipartUpload")],
        "ListParts" => vec![key("s3:ListMultipartUploadParts")],
        "PutObject"
        | "PostObject"
        | "CopyObject"
        | "CreateMultipartUpload"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload" => vec![key("s3:PutObject")],
        _ => return None,
    };
    let creates = matches!(
        operation,
        "PutObject" | "PostObject" | "CopyObject" | "CreateMultipartUpload"
    );
    if creates {
        let grants = [
            "",
            "-read",
            "-write",
            "-read-acp",
            "-write-acp",
            "-full-control",
        ];
        let is_acl = |suffix: &&str| match *suffix {
            "" => has("x-amz-acl"),
            suffix => has(&format!("x-amz-grant{suffix}")),
        };
        if grants.iter().any(is_acl) {
            needs.push(key("s3:PutObjectAcl"));
        }
        if has("x-amz-tagging") {
            needs.push(PUT_OBJECT_TAGGING);
        }
        if has("x-amz-object-lock-mode") || has("x-amz-object-lock-retain-until-date") {
            needs.push(key("s3:PutObjectRetention"));
        }
        if has("x-amz-object-lock-legal-hold") {
            needs.push(key("s3:PutObjectLegalHold"));
        }
    }
    let bypasses = matches!(operation, "DeleteObject" | "PutObjectRetention");
    if bypasses && has("x-amz-bypass-governance-retention") {
        needs.push(BYPASS_GOVERNANCE);
    }
    Some(needs)
}

/// Operations on a bucket: each needs one permission.
const OF_A_BUCKET: &[(&str, &str)] = &[
    ("DeleteBucket", "s3:DeleteBucket"),
    (
        "DeleteBucketAnalyticsConfiguration",
        "s3:PutAnalyticsConfiguration",
    ),
    ("DeleteBucketCors", "s3:PutBucketCORS"),
    ("DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    (
        "DeleteBucketIntelligentTieringConfiguration",
        "s3:PutIntelligentTieringConfiguration",
    ),
    (
        "DeleteBucketInventoryConfiguration",
        "s3:PutInventoryConfiguration",
    ),
    ("DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    (
        "DeleteBucketMetricsConfiguration",
        "s3:PutMetricsConfiguration",
    ),
    (
        "DeleteBucketOwnershipControls",
        "s3:PutBucketOwnershipControls",
    ),
    ("DeleteBucketPolicy", "s3:DeleteBucketPolicy"),
    ("DeleteBucketReplication", "s3:PutReplicationConfiguration"),
    ("DeleteBucketTagging", "s3:PutBucketTagging"),
    ("DeleteBucketWebsite", "s3:DeleteBucketWebsite"),
    ("DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
    (
        "GetBucketAccelerateConfiguration",
        "s3:GetAccelerateConfiguration",
    ),
    ("GetBucketAcl", "s3:GetBucketAcl"),
    (
        "GetBucketAnalyticsConfiguration",
        "s3:GetAnalyticsConfiguration",
    ),
    ("GetBucketCors", "s3:GetBucketCORS"),
    ("GetBucketEncryption", "s3:GetEncryptionConfiguration"),
    (
        "GetBucketIntelligentTieringConfiguration",
        "s3:GetIntelligentTieringConfiguration",
    ),
    (
        "GetBucketInventoryConfiguration",
        "s3:GetInventoryConfiguration",
    ),
    (
        "GetBucketLifecycleConfiguration",
        "s3:GetLifecycleConfiguration",
    ),
    ("GetBucketLocation", "s3:GetBucketLocation"),
    ("GetBucketLogging", "s3:GetBucketLogging"),
    (
        "GetBucketMetricsConfiguration",
        "s3:GetMetricsConfiguration",
    ),
    (
        "GetBucketNotificationConfiguration",
        "s3:GetBucketNotification",
    ),
    (
        "GetBucketOwnershipControls",
        "s3:GetBucketOwnershipControls",
    ),
    ("GetBucketPolicy", "s3:GetBucketPolicy"),
    ("GetBucketPolicyStatus", "s3:GetBucketPolicyStatus"),
    ("GetBucketReplication", "s3:GetReplicationConfiguration"),
    ("GetBucketRequestPayment", "s3:GetBucketRequestPayment"),
    ("GetBucketTagging", "s3:GetBucketTagging"),
    ("GetBucketVersioning", "s3:GetBucketVersioning"),
    ("GetBucketWebsite", "s3:GetBucketWebsite"),
    (
        "GetObjectLockConfiguration",
        "s3:GetBucketObjectLockConfiguration",
    ),
    ("GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
    ("HeadBucket", "s3:ListBucket"),
    (
        "ListBucketAnalyticsConfigurations",
        "s3:GetAnalyticsConfiguration",
    ),
    (
        "ListBucketIntelligentTieringConfigurations",
        "s3:GetIntelligentTieringConfiguration",
    ),
    (
        "ListBucketInventoryConfigurations",
        "s3:GetInventoryConfiguration",
    ),
    (
        "ListBucketMetricsConfigurations",
        "s3:GetMetricsConfiguration",
    ),
    ("ListMultipartUploads", "s3:ListBucketMultipartUploads"),
    ("ListObjectVersions", "s3:ListBucketVersions"),
    ("ListObjects", "s3:ListBucket"),
    ("ListObjectsV2", "s3:ListBucket"),
    (
        "PutBucketAccelerateConfiguration",
        "s3:PutAccelerateConfiguration",
    ),
    ("PutBucketAcl", "s3:PutBucketAcl"),
    (
        "PutBucketAnalyticsConfiguration",
        "s3:PutAnalyticsConfiguration",
    ),
    ("PutBucketCors", "s3:PutBucketCORS"),
    ("PutBucketEncryption", "s3:PutEncryptionConfiguration"),
    (
        "PutBucketIntelligentTieringConfiguration",
        "s3:PutIntelligentTieringConfiguration",
    ),
    (
        "PutBucketInventoryConfiguration",
        "s3:PutInventoryConfiguration",
    ),
    (
        "PutBucketLifecycleConfiguration",
        "s3:PutLifecycleConfiguration",
    ),
    ("PutBucketLogging", "s3:PutBucketLogging"),
    (
        "PutBucketMetricsConfiguration",
        "s3:PutMetricsConfiguration",
    ),
    (
        "PutBucketNotificationConfiguration",
        "s3:PutBucketNotification",
    ),
    (
        "PutBucketOwnershipControls",
        "s3:PutBucketOwnershipControls",
    ),
    ("PutBucketPolicy", "s3:PutBucketPolicy"),
    ("PutBucketReplication", "s3:PutReplicationConfiguration"),
    ("PutBucketRequestPayment", "s3:PutBucketRequestPayment"),
    ("PutBucketTagging", "s3:PutBucketTagging"),
    ("PutBucketVersioning", "s3:PutBucketVersioning"),
    ("PutBucketWebsite", "s3:PutBucketWebsite"),
    (
        "PutObjectLockConfiguration",
        "s3:PutBucketObjectLockConfiguration",
    ),
    ("PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
];

/// Permissions on buckets that no operation here needs, but that a policy may name.
const OTHERS_ON_BUCKETS: &[&str] = &[
    "s3:CreateBucket",
    "s3:CreateBucketMetadataTableConfiguration",
    "s3:DeleteBucketMetadataTableConfiguration",
    "s3:GetBucketAbac",
    "s3:GetBucketMetadataTableConfiguration",
    "s3:ListTagsForResource",
    "s3:PutBucketAbac",
    "s3:TagResource",
    "s3:UntagResource",
    "s3:UpdateBucketMetadataAnnotationTableConfiguration",
    "s3:UpdateBucketMetadataInventoryTableConfiguration",
    "s3:UpdateBucketMetadataJournalTableConfiguration",
];

/// Permissions on objects.
const ON_OBJECTS: &[&str] = &[
    "s3:AbortMultipartUpload",
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject",
    "s3:DeleteObjectAnnotation",
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersion",
    "s3:DeleteObjectVersionTagging",
    "s3:GetObject",
    "s3:GetObjectAcl",
    "s3:GetObjectAnnotation",
    "s3:GetObjectAttributes",
    "s3:GetObjectLegalHold",
    "s3:GetObjectRetention",
    "s3:GetObjectTagging",
    "s3:GetObjectTorrent",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionAttributes",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTagging",
    "s3:GetObjectVersionTorrent",
    "s3:InitiateReplication",
    "s3:ListMultipartUploadParts",
    "s3:ListObjectAnnotations",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:PutObject",
    "s3:PutObjectAcl",
    "s3:PutObjectAnnotation",
    "s3:PutObjectLegalHold",
    "s3:PutObjectRetention",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionAcl",
    "s3:PutObjectVersionTagging",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "s3:ReplicateTags",
    "s3:RestoreObject",
    "s3:UpdateObjectEncryption",
];

/// What the actions of a pattern are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Levels {
    pub(super) buckets: bool,
    pub(super) objects: bool,
}

/// The actions that a policy's text names; neither of both when there are none.
pub(super) fn levels(pattern: &str) -> Levels {
    let pattern = pattern.to_ascii_lowercase();
    let is = |action: &str| matches(&pattern, &action.to_ascii_lowercase());
    Levels {
        buckets: OF_A_BUCKET.iter().any(|(_, action)| is(action))
            || OTHERS_ON_BUCKETS.iter().any(|action| is(action)),
        objects: ON_OBJECTS.iter().any(|action| is(action)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(operation: &str, names_version: bool, headers: &[&str]) -> Option<Vec<&'static str>> {
        let needs = needs(operation, names_version, &|name| headers.contains(&name))?;
        Some(needs.into_iter().map(|need| need.action).collect())
    }

    #[test]
    fn an_operation_needs_what_its_request_makes_it_need() {
        assert_eq!(names("HeadBucket", false, &[]), Some(vec!["s3:ListBucket"]));
        assert_eq!(
            names("GetObject", true, &[]),
            Some(vec!["s3:GetObjectVersion"])
        );
        assert_eq!(
            names("PutObject", false, &["x-amz-tagging", "x-amz-acl"]),
            Some(vec![
                "s3:PutObject",
                "s3:PutObjectAcl",
                "s3:PutObjectTagging"
            ])
        );
        assert_eq!(
            names("UploadPart", false, &["x-amz-tagging"]),
            Some(vec!["s3:PutObject"])
        );
        assert_eq!(
            names("DeleteObject", true, &["x-amz-bypass-governance-retention"]),
            Some(vec![
                "s3:DeleteObjectVersion",
                "s3:BypassGovernanceRetention"
            ])
        );
        assert_eq!(names("CreateSession", false, &[]), None);
    }

    #[test]
    fn every_need_is_an_action_that_a_policy_may_name() {
        for need in [LIST_BUCKET, PUT_OBJECT_TAGGING, BYPASS_GOVERNANCE] {
            let levels = levels(need.action);
            assert_eq!(levels.buckets, need.on == On::Bucket);
            assert_eq!(levels.objects, need.on != On::Bucket);
        }
        let both = levels("s3:Get*");
        assert!(both.buckets && both.objects);
        let none = levels("s3:Fly");
        assert!(!none.buckets && !none.objects);
        assert!(levels("S3:getobject").objects && levels("*").objects);
    }
}
