//! Which operation a request asks for: a pure function over one table of all that S3 has.

use http::{HeaderMap, Method};

use crate::aws::error::AwsError;
use crate::aws::percent;
use crate::s3::error;
use crate::s3::query::Query;

/// What a path (and a virtual host) names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Service,
    Bucket(String),
    Object(String, String),
}

impl Target {
    /// `None` when the path is not UTF-8 once decoded.
    pub(super) fn of(path: &str, bucket_in_host: Option<&str>) -> Option<Self> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = match bucket_in_host {
            Some(bucket) => (bucket.to_owned(), path),
            None => {
                let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
                (percent::decode_utf8(bucket)?, key)
            }
        };
        Some(match (bucket.is_empty(), key.is_empty()) {
            (true, true) => Self::Service,
            (_, true) => Self::Bucket(bucket),
            (_, false) => Self::Object(bucket, percent::decode_utf8(key)?),
        })
    }

    pub(super) fn bucket(&self) -> Option<&str> {
        match self {
            Self::Service => None,
            Self::Bucket(bucket) | Self::Object(bucket, _) => Some(bucket),
        }
    }

    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Service | Self::Bucket(_) => None,
            Self::Object(_, key) => Some(key),
        }
    }

    fn level(&self) -> Level {
        match self {
            Self::Service => Level::Service,
            Self::Bucket(_) => Level::Bucket,
            Self::Object(..) => Level::Object,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Service,
    Bucket,
    Object,
}

impl Level {
    /// ResourceType in MethodNotAllowed.
    fn resource(self) -> &'static str {
        match self {
            Self::Service => "SERVICE",
            Self::Bucket => "BUCKET",
            Self::Object => "OBJECT",
        }
    }
}

/// What an operation does with the request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyUse {
    None,
    /// Read whole, and parsed as XML.
    Document,
    /// A document whose request carries the checksum of the object that comes of it, not its own.
    Parts,
    /// Streamed into the store.
    Stream,
}

/// An operation of S3; without a body use it is not implemented yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) body: Option<BodyUse>,
}

const fn ours(operation: &'static str, body: BodyUse) -> Route {
    Route {
        operation,
        body: Some(body),
    }
}

const fn later(operation: &'static str) -> Route {
    Route {
        operation,
        body: None,
    }
}

use BodyUse::{Document, None as NoBody, Parts, Stream};
use Level::{Bucket, Object};

/// Every sub-resource of the API reference: level, query parameter, method, operation. A request
/// that names one is never taken for its parent.
const SUBRESOURCES: &[(Level, &str, &str, Route)] = &[
    (Bucket, "abac", "GET", ours("GetBucketAbac", NoBody)),
    (Bucket, "abac", "PUT", ours("PutBucketAbac", Document)),
    (
        Bucket,
        "accelerate",
        "GET",
        ours("GetBucketAccelerateConfiguration", NoBody),
    ),
    (
        Bucket,
        "accelerate",
        "PUT",
        ours("PutBucketAccelerateConfiguration", Document),
    ),
    (Bucket, "acl", "GET", ours("GetBucketAcl", NoBody)),
    (Bucket, "acl", "PUT", ours("PutBucketAcl", Document)),
    (
        Bucket,
        "analytics",
        "GET",
        ours("GetBucketAnalyticsConfiguration", NoBody),
    ),
    (
        Bucket,
        "analytics",
        "GET",
        ours("ListBucketAnalyticsConfigurations", NoBody),
    ),
    (
        Bucket,
        "analytics",
        "PUT",
        ours("PutBucketAnalyticsConfiguration", Document),
    ),
    (
        Bucket,
        "analytics",
        "DELETE",
        ours("DeleteBucketAnalyticsConfiguration", NoBody),
    ),
    (Bucket, "cors", "GET", ours("GetBucketCors", NoBody)),
    (Bucket, "cors", "PUT", ours("PutBucketCors", Document)),
    (Bucket, "cors", "DELETE", ours("DeleteBucketCors", NoBody)),
    (Bucket, "delete", "POST", ours("DeleteObjects", Document)),
    (
        Bucket,
        "encryption",
        "GET",
        ours("GetBucketEncryption", NoBody),
    ),
    (
        Bucket,
        "encryption",
        "PUT",
        ours("PutBucketEncryption", Document),
    ),
    (
        Bucket,
        "encryption",
        "DELETE",
        ours("DeleteBucketEncryption", NoBody),
    ),
    (
        Bucket,
        "intelligent-tiering",
        "GET",
        ours("GetBucketIntelligentTieringConfiguration", NoBody),
    ),
    (
        Bucket,
        "intelligent-tiering",
        "GET",
        ours("ListBucketIntelligentTieringConfigurations", NoBody),
    ),
    (
        Bucket,
        "intelligent-tiering",
        "PUT",
        ours("PutBucketIntelligentTieringConfiguration", Document),
    ),
    (
        Bucket,
        "intelligent-tiering",
        "DELETE",
        ours("DeleteBucketIntelligentTieringConfiguration", NoBody),
    ),
    (
        Bucket,
        "inventory",
        "GET",
        ours("GetBucketInventoryConfiguration", NoBody),
    ),
    (
        Bucket,
        "inventory",
        "GET",
        ours("ListBucketInventoryConfigurations", NoBody),
    ),
    (
        Bucket,
        "inventory",
        "PUT",
        ours("PutBucketInventoryConfiguration", Document),
    ),
    (
        Bucket,
        "inventory",
        "DELETE",
        ours("DeleteBucketInventoryConfiguration", NoBody),
    ),
    (
        Bucket,
        "lifecycle",
        "GET",
        ours("GetBucketLifecycleConfiguration", NoBody),
    ),
    (
        Bucket,
        "lifecycle",
        "PUT",
        ours("PutBucketLifecycleConfiguration", Document),
    ),
    (
        Bucket,
        "lifecycle",
        "DELETE",
        ours("DeleteBucketLifecycle", NoBody),
    ),
    (Bucket, "location", "GET", ours("GetBucketLocation", NoBody)),
    (Bucket, "logging", "GET", ours("GetBucketLogging", NoBody)),
    (Bucket, "logging", "PUT", ours("PutBucketLogging", Document)),
    (
        Bucket,
        "metadataConfiguration",
        "GET",
        later("GetBucketMetadataConfiguration"),
    ),
    (
        Bucket,
        "metadataConfiguration",
        "POST",
        later("CreateBucketMetadataConfiguration"),
    ),
    (
        Bucket,
        "metadataConfiguration",
        "DELETE",
        later("DeleteBucketMetadataConfiguration"),
    ),
    (
        Bucket,
        "metadataInventoryTable",
        "PUT",
        later("UpdateBucketMetadataInventoryTableConfiguration"),
    ),
    (
        Bucket,
        "metadataJournalTable",
        "PUT",
        later("UpdateBucketMetadataJournalTableConfiguration"),
    ),
    (
        Bucket,
        "metadataTable",
        "GET",
        later("GetBucketMetadataTableConfiguration"),
    ),
    (
        Bucket,
        "metadataTable",
        "POST",
        later("CreateBucketMetadataTableConfiguration"),
    ),
    (
        Bucket,
        "metadataTable",
        "DELETE",
        later("DeleteBucketMetadataTableConfiguration"),
    ),
    (
        Bucket,
        "metrics",
        "GET",
        ours("GetBucketMetricsConfiguration", NoBody),
    ),
    (
        Bucket,
        "metrics",
        "GET",
        ours("ListBucketMetricsConfigurations", NoBody),
    ),
    (
        Bucket,
        "metrics",
        "PUT",
        ours("PutBucketMetricsConfiguration", Document),
    ),
    (
        Bucket,
        "metrics",
        "DELETE",
        ours("DeleteBucketMetricsConfiguration", NoBody),
    ),
    (
        Bucket,
        "notification",
        "GET",
        ours("GetBucketNotificationConfiguration", NoBody),
    ),
    (
        Bucket,
        "notification",
        "PUT",
        ours("PutBucketNotificationConfiguration", Document),
    ),
    (
        Bucket,
        "object-lock",
        "GET",
        ours("GetObjectLockConfiguration", NoBody),
    ),
    (
        Bucket,
        "object-lock",
        "PUT",
        ours("PutObjectLockConfiguration", Document),
    ),
    (
        Bucket,
        "ownershipControls",
        "GET",
        ours("GetBucketOwnershipControls", NoBody),
    ),
    (
        Bucket,
        "ownershipControls",
        "PUT",
        ours("PutBucketOwnershipControls", Document),
    ),
    (
        Bucket,
        "ownershipControls",
        "DELETE",
        ours("DeleteBucketOwnershipControls", NoBody),
    ),
    (Bucket, "policy", "GET", ours("GetBucketPolicy", NoBody)),
    (Bucket, "policy", "PUT", ours("PutBucketPolicy", Document)),
    (
        Bucket,
        "policy",
        "DELETE",
        ours("DeleteBucketPolicy", NoBody),
    ),
    (
        Bucket,
        "policyStatus",
        "GET",
        ours("GetBucketPolicyStatus", NoBody),
    ),
    (
        Bucket,
        "publicAccessBlock",
        "GET",
        ours("GetPublicAccessBlock", NoBody),
    ),
    (
        Bucket,
        "publicAccessBlock",
        "PUT",
        ours("PutPublicAccessBlock", Document),
    ),
    (
        Bucket,
        "publicAccessBlock",
        "DELETE",
        ours("DeletePublicAccessBlock", NoBody),
    ),
    (
        Bucket,
        "replication",
        "GET",
        ours("GetBucketReplication", NoBody),
    ),
    (
        Bucket,
        "replication",
        "PUT",
        ours("PutBucketReplication", Document),
    ),
    (
        Bucket,
        "replication",
        "DELETE",
        ours("DeleteBucketReplication", NoBody),
    ),
    (
        Bucket,
        "requestPayment",
        "GET",
        ours("GetBucketRequestPayment", NoBody),
    ),
    (
        Bucket,
        "requestPayment",
        "PUT",
        ours("PutBucketRequestPayment", Document),
    ),
    (Bucket, "session", "GET", ours("CreateSession", NoBody)),
    (Bucket, "tagging", "GET", ours("GetBucketTagging", NoBody)),
    (Bucket, "tagging", "PUT", ours("PutBucketTagging", Document)),
    (
        Bucket,
        "tagging",
        "DELETE",
        ours("DeleteBucketTagging", NoBody),
    ),
    (
        Bucket,
        "uploads",
        "GET",
        ours("ListMultipartUploads", NoBody),
    ),
    (
        Bucket,
        "versioning",
        "GET",
        ours("GetBucketVersioning", NoBody),
    ),
    (
        Bucket,
        "versioning",
        "PUT",
        ours("PutBucketVersioning", Document),
    ),
    (
        Bucket,
        "versions",
        "GET",
        ours("ListObjectVersions", NoBody),
    ),
    (Bucket, "website", "GET", ours("GetBucketWebsite", NoBody)),
    (Bucket, "website", "PUT", ours("PutBucketWebsite", Document)),
    (
        Bucket,
        "website",
        "DELETE",
        ours("DeleteBucketWebsite", NoBody),
    ),
    (Object, "acl", "GET", ours("GetObjectAcl", NoBody)),
    (Object, "acl", "PUT", ours("PutObjectAcl", Document)),
    (
        Object,
        "attributes",
        "GET",
        ours("GetObjectAttributes", NoBody),
    ),
    (
        Object,
        "encryption",
        "PUT",
        ours("UpdateObjectEncryption", Document),
    ),
    (
        Object,
        "legal-hold",
        "GET",
        ours("GetObjectLegalHold", NoBody),
    ),
    (
        Object,
        "legal-hold",
        "PUT",
        ours("PutObjectLegalHold", Document),
    ),
    (Object, "renameObject", "PUT", ours("RenameObject", NoBody)),
    (Object, "restore", "POST", ours("RestoreObject", Document)),
    (
        Object,
        "retention",
        "GET",
        ours("GetObjectRetention", NoBody),
    ),
    (
        Object,
        "retention",
        "PUT",
        ours("PutObjectRetention", Document),
    ),
    (
        Object,
        "select",
        "POST",
        ours("SelectObjectContent", Document),
    ),
    (Object, "tagging", "GET", ours("GetObjectTagging", NoBody)),
    (Object, "tagging", "PUT", ours("PutObjectTagging", Document)),
    (
        Object,
        "tagging",
        "DELETE",
        ours("DeleteObjectTagging", NoBody),
    ),
    (Object, "torrent", "GET", later("GetObjectTorrent")),
    (
        Object,
        "uploads",
        "POST",
        ours("CreateMultipartUpload", NoBody),
    ),
];

/// Finds the operation; a method that the resource does not have is MethodNotAllowed.
pub(super) fn classify(
    method: &Method,
    target: &Target,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Route, AwsError> {
    let level = target.level();
    let named = |row: &&(Level, &str, &str, Route)| row.0 == level && query.has(row.1);
    let mut rows = SUBRESOURCES.iter().filter(named).peekable();
    if rows.peek().is_some() {
        let rows: Vec<_> = rows.collect();
        let mut fitting = rows.iter().filter(|row| row.2 == method.as_str());
        // Where one of several can be named, a row that lists them all follows the row for one.
        return match (fitting.next(), fitting.next()) {
            (Some(_), Some(all)) if !query.has("id") => Ok(all.3),
            (Some(row), _) => Ok(row.3),
            (None, _) => {
                let mut allowed: Vec<_> = rows.iter().map(|row| row.2).collect();
                allowed.dedup();
                Err(error::method_not_allowed(
                    method.as_str(),
                    level.resource(),
                    &allowed.join(", "),
                ))
            }
        };
    }
    match level {
        Level::Service => on_service(method, headers),
        Level::Bucket => on_bucket(target.bucket(), method, query, headers),
        Level::Object => on_object(method, query, headers),
    }
}

fn on_service(method: &Method, headers: &HeaderMap) -> Result<Route, AwsError> {
    match *method {
        Method::GET if is_for_directory_buckets(headers) => {
            Ok(ours("ListDirectoryBuckets", NoBody))
        }
        Method::GET => Ok(ours("ListBuckets", NoBody)),
        _ => Err(error::method_not_allowed(method.as_str(), "SERVICE", "GET")),
    }
}

fn on_bucket(
    bucket: Option<&str>,
    method: &Method,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Route, AwsError> {
    match *method {
        Method::GET if query.get("list-type") == Some("2") => Ok(ours("ListObjectsV2", NoBody)),
        Method::GET => Ok(ours("ListObjects", NoBody)),
        Method::HEAD => Ok(ours("HeadBucket", NoBody)),
        Method::PUT => Ok(ours("CreateBucket", Document)),
        Method::DELETE => Ok(ours("DeleteBucket", NoBody)),
        Method::POST if is_form(headers) => Ok(ours("PostObject", Stream)),
        Method::POST if bucket == Some("WriteGetObjectResponse") => {
            Ok(later("WriteGetObjectResponse"))
        }
        Method::POST => Err(error::form::post_is_not_a_form()),
        _ => Err(error::method_not_allowed(
            method.as_str(),
            "BUCKET",
            "GET, HEAD, PUT, DELETE, POST",
        )),
    }
}

fn on_object(method: &Method, query: &Query, headers: &HeaderMap) -> Result<Route, AwsError> {
    let (part, upload) = (query.get("partNumber"), query.get("uploadId"));
    let copies = headers.contains_key("x-amz-copy-source");
    match *method {
        Method::GET if upload.is_some() => Ok(ours("ListParts", NoBody)),
        Method::GET => Ok(ours("GetObject", NoBody)),
        Method::HEAD => Ok(ours("HeadObject", NoBody)),
        Method::PUT => match (part, upload) {
            (Some(_), Some(_)) if copies => Ok(ours("UploadPartCopy", NoBody)),
            (Some(_), Some(_)) => Ok(ours("UploadPart", Stream)),
            (Some(part), None) => Err(error::multipart::part_number_without_upload(part)),
            (None, Some(upload)) => Err(error::multipart::upload_without_part_number(upload)),
            (None, None) if copies => Ok(ours("CopyObject", NoBody)),
            (None, None) => Ok(ours("PutObject", Stream)),
        },
        Method::POST if upload.is_some() => Ok(ours("CompleteMultipartUpload", Parts)),
        Method::DELETE if upload.is_some() => Ok(ours("AbortMultipartUpload", NoBody)),
        Method::DELETE => Ok(ours("DeleteObject", NoBody)),
        _ => Err(error::method_not_allowed(
            method.as_str(),
            "OBJECT",
            "GET, HEAD, PUT, DELETE",
        )),
    }
}

/// The control endpoint of directory buckets has a signing name of its own.
fn is_for_directory_buckets(headers: &HeaderMap) -> bool {
    let authorization = headers.get("authorization");
    let text = authorization.and_then(|value| value.to_str().ok());
    text.is_some_and(|text| text.contains("/s3express/aws4_request"))
}

fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"multipart/form-data";
    headers.get("content-type").is_some_and(|value| {
        let essence = value.as_bytes().get(..FORM.len());
        essence.is_some_and(|essence| essence.eq_ignore_ascii_case(FORM))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, path: &str) -> Result<(&'static str, bool), String> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let target = Target::of(path, None).unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let query = Query::parse(query).unwrap();
        classify(&method, &target, &query, &HeaderMap::new())
            .map(|route| (route.operation, route.body.is_some()))
            .map_err(|error| error.code().to_owned())
    }

    #[test]
    fn a_subresource_is_never_taken_for_its_parent() {
        assert_eq!(route("GET", "/b?session"), Ok(("CreateSession", true)));
        assert_eq!(
            route("PUT", "/b/k?retention="),
            Ok(("PutObjectRetention", true))
        );
        assert_eq!(
            route("DELETE", "/b?location"),
            Err("MethodNotAllowed".into())
        );
        assert_eq!(route("PUT", "/b?uploads"), Err("MethodNotAllowed".into()));
        assert_eq!(
            route("PUT", "/b/k?uploadId=1"),
            Err("InvalidArgument".into())
        );
        assert_eq!(route("POST", "/b/k"), Err("MethodNotAllowed".into()));
        assert_eq!(route("PATCH", "/b/k"), Err("MethodNotAllowed".into()));
    }

    #[test]
    fn unknown_parameters_are_ignored() {
        assert_eq!(route("GET", "/b?foobar"), Ok(("ListObjects", true)));
        assert_eq!(
            route("GET", "/b/?list-type=2&x=y"),
            Ok(("ListObjectsV2", true))
        );
        assert_eq!(
            route("DELETE", "/b/k?x-id=DeleteObject"),
            Ok(("DeleteObject", true))
        );
        assert_eq!(route("GET", "/"), Ok(("ListBuckets", true)));
    }

    #[test]
    fn every_text_behind_the_bucket_is_a_key() {
        let object = |bucket: &str, key: &str| Target::Object(bucket.into(), key.into());
        for (path, key) in [
            ("/b/a/", "a/"),
            ("/b//", "/"),
            ("/b/..", ".."),
            ("/b/a//b", "a//b"),
            ("/b/%00%2F+", "\0/+"),
        ] {
            assert_eq!(Target::of(path, None), Some(object("b", key)), "{path}");
        }
        assert_eq!(Target::of("/a/b", Some("v")), Some(object("v", "a/b")));
        assert_eq!(Target::of("/", Some("v")), Some(Target::Bucket("v".into())));
        assert_eq!(Target::of("//k", None), Some(object("", "k")));
        assert_eq!(Target::of("/b/%ff", None), None);
    }
}
