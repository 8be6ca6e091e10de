//! What directory buckets do not have, and what a session with one may do: refused here, whatever
//! the operation.
//!
//! AWS: user guide, "Differences for directory buckets"; each operation's page.

use http::HeaderMap;

use crate::aws::error::AwsError;
use crate::aws::sigv4::keys::Keys;
use crate::aws::sigv4::session::{DIRECTORY_HEADER, SessionPrincipal};

use super::element::Element;
use super::error;
use super::error::directory as refusal;
use super::request_facts::RequestFacts;

/// The operations that directories have, and whether a session that may only read may use them.
const OPERATIONS: &[(&str, bool)] = &[
    ("AbortMultipartUpload", false),
    ("CompleteMultipartUpload", false),
    ("CopyObject", false),
    ("CreateMultipartUpload", false),
    ("CreateSession", false),
    ("DeleteBucket", false),
    ("DeleteBucketEncryption", false),
    ("DeleteBucketInventoryConfiguration", false),
    ("DeleteBucketLifecycle", false),
    ("DeleteBucketMetricsConfiguration", false),
    ("DeleteBucketPolicy", false),
    ("DeleteObject", false),
    ("DeleteObjects", false),
    ("GetBucketAbac", false),
    ("GetBucketEncryption", false),
    ("GetBucketInventoryConfiguration", false),
    ("GetBucketLifecycleConfiguration", false),
    ("GetBucketMetricsConfiguration", false),
    ("GetBucketPolicy", false),
    ("GetObject", true),
    ("GetObjectAttributes", true),
    ("HeadBucket", false),
    ("HeadObject", true),
    ("ListBucketInventoryConfigurations", false),
    ("ListBucketMetricsConfigurations", false),
    ("ListMultipartUploads", true),
    ("ListObjectsV2", true),
    ("ListParts", true),
    ("PutBucketAbac", false),
    ("PutBucketEncryption", false),
    ("PutBucketInventoryConfiguration", false),
    ("PutBucketLifecycleConfiguration", false),
    ("PutBucketMetricsConfiguration", false),
    ("PutBucketPolicy", false),
    ("PutObject", false),
    ("RenameObject", false),
    ("UploadPart", false),
    ("UploadPartCopy", false),
];

/// Headers of what directories do not have (API_PutObject, API_CopyObject, API_CreateBucket).
const HEADERS: &[&str] = &[
    "x-amz-acl",
    "x-amz-bucket-object-lock-enabled",
    "x-amz-bypass-governance-retention",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-object-lock-legal-hold",
    "x-amz-object-lock-mode",
    "x-amz-object-lock-retain-until-date",
    "x-amz-optional-object-attributes",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
    "x-amz-tagging",
    "x-amz-website-redirect-location",
];

/// Refuses what a directory does not have, and what a session is not good for.
pub(super) fn check(facts: &RequestFacts<'_>, keys: &Keys, bucket: &str) -> Result<(), AwsError> {
    let operation = facts.operation;
    let known = OPERATIONS.iter().find(|(own, _)| *own == operation);
    let Some((_, reads)) = known else {
        return Err(missing(facts));
    };
    check_session(facts, keys, bucket, *reads)?;
    let uploads = matches!(operation, "PutObject" | "UploadPart");
    if uploads && facts.headers.contains_key("content-md5") {
        return Err(refusal::no_content_md5());
    }
    check_headers(facts.headers)
}

/// Refuses the headers of what no directory has; an empty one asks for nothing.
pub(super) fn check_headers(headers: &HeaderMap) -> Result<(), AwsError> {
    let asks = |name: &&&str| headers.get(**name).is_some_and(|value| !value.is_empty());
    match HEADERS.iter().find(asks) {
        Some(header) => Err(error::header_not_implemented(header)),
        None => Ok(()),
    }
}

fn missing(facts: &RequestFacts<'_>) -> AwsError {
    let operation = facts.operation;
    let configures = operation.starts_with("PutBucket")
        || matches!(
            operation,
            "PutObjectLockConfiguration" | "PutPublicAccessBlock"
        );
    match Element::parse(facts.document).filter(|_| configures) {
        Some(root) => refusal::not_a_new_bucket(&root.name),
        None if operation.ends_with("Versions") || operation.ends_with("Versioning") => {
            refusal::no_versions()
        }
        None => error::not_implemented(),
    }
}

/// A session is good for one bucket and five minutes, and perhaps for reading alone
/// (API_CreateSession). A token that this server did not give counts as any credentials do.
fn check_session(
    facts: &RequestFacts<'_>,
    keys: &Keys,
    bucket: &str,
    reads: bool,
) -> Result<(), AwsError> {
    let token = facts.headers.get(DIRECTORY_HEADER);
    let token = token.and_then(|token| token.to_str().ok());
    let found = token.and_then(|token| Some((token, keys.open(token)?.session)));
    let Some((token, session)) = found else {
        return Ok(());
    };
    let now_s = facts.now.unix_timestamp();
    if session
        .expires_s
        .is_some_and(|expires_s| now_s >= expires_s)
    {
        return Err(refusal::session_has_expired(token));
    }
    match session.principal {
        SessionPrincipal::DirectoryBucket {
            bucket: own,
            may_write,
        } if own == bucket && (reads || may_write) => Ok(()),
        _ => Err(error::access_denied()),
    }
}

/// Directories roll up by `/` alone, and list whole directories (API_ListObjectsV2).
pub(super) fn check_listing(prefix: &str, delimiter: &str) -> Result<(), AwsError> {
    if !prefix.is_empty() && !prefix.ends_with('/') {
        return Err(refusal::prefix_without_delimiter());
    }
    match delimiter {
        "" | "/" => Ok(()),
        _ => Err(refusal::other_delimiter()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_in_order() {
        assert!(OPERATIONS.is_sorted());
        assert!(HEADERS.is_sorted());
    }
}
