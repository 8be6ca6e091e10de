//! The request as s3s sees it: the operation, its names, and what it parses better than we would.

use std::sync::Arc;

use bytes::Bytes;
use http::header::HeaderName;
use http::{HeaderMap, HeaderValue, Method, Request};

use crate::aws::error::AwsError;
use crate::aws::percent;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::query::Query;

use super::route::Target;

/// Query parameters that s3s routes by or parses. The rest it must not see: signatures make it
/// refuse, and it has texts of its own for what it does not like.
const PARAMETERS: &[&str] = &[
    "acl",
    "attributes",
    "bucket-region",
    "continuation-token",
    "delete",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "key-marker",
    "legal-hold",
    "list-type",
    "location",
    "marker",
    "max-buckets",
    "max-keys",
    "max-parts",
    "max-uploads",
    "part-number-marker",
    "partNumber",
    "prefix",
    "restore",
    "retention",
    "select",
    "select-type",
    "start-after",
    "tagging",
    "upload-id-marker",
    "uploadId",
    "uploads",
    "version-id-marker",
    "versionId",
    "versioning",
    "versions",
];

/// Headers that s3s parses as plain text.
const HEADERS: &[&str] = &[
    "x-amz-checksum-algorithm",
    "x-amz-checksum-mode",
    "x-amz-checksum-type",
    "x-amz-metadata-directive",
];

/// Writes the request for s3s, with an empty body.
pub(super) fn clean(
    operation: &str,
    method: &Method,
    target: &Target,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Request<()>, AwsError> {
    let mut request = Request::builder()
        .method(method)
        .uri(path_and_query(target, query))
        .body(())
        .map_err(|_| error::invalid_uri())?;
    for name in HEADERS {
        if let Some(value) = headers.get(*name)
            && value.to_str().is_ok()
        {
            request
                .headers_mut()
                .insert(HeaderName::from_static(name), value.clone());
        }
    }
    if matches!(operation, "CopyObject" | "UploadPartCopy") {
        // s3s routes by this header; the operation reads the real one itself.
        request.headers_mut().insert(
            "x-amz-copy-source",
            HeaderValue::from_static("source/source"),
        );
    }
    if operation == "GetObjectAttributes" {
        // s3s wants one; the operation reads the real ones itself.
        request
            .headers_mut()
            .insert("x-amz-object-attributes", HeaderValue::from_static("ETag"));
    }
    Ok(request)
}

/// What s3s reads of a SelectObjectContent: the operation reads the real document itself, and
/// refuses it in S3 Select's own words.
const SELECT_DOCUMENT: &[u8] = b"<SelectObjectContentRequest><Expression/>\
    <ExpressionType>SQL</ExpressionType><InputSerialization/><OutputSerialization/>\
    </SelectObjectContentRequest>";

/// Adds the exchange, and the XML body if there is one; an ACL has an error of its own when it is
/// malformed, so s3s does not see it.
pub(super) fn with_exchange(
    operation: &str,
    request: Request<()>,
    exchange: &Arc<Exchange>,
) -> s3s::HttpRequest {
    let document = match operation {
        "PutObjectAcl" => Bytes::new(),
        "SelectObjectContent" => Bytes::from_static(SELECT_DOCUMENT),
        _ => exchange.document.clone(),
    };
    let mut request = request.map(|()| s3s::Body::from(document));
    request.extensions_mut().insert(Arc::clone(exchange));
    request
}

fn path_and_query(target: &Target, query: &Query) -> String {
    let mut uri = String::from("/");
    if let Some(bucket) = target.bucket() {
        uri.push_str(&percent::encode_query(bucket));
    }
    if let Some(key) = target.key() {
        uri.push('/');
        uri.push_str(&percent::encode_path(key));
    }
    let mut separator = '?';
    let mut seen = Vec::new();
    for (name, value) in query.pairs() {
        if PARAMETERS.contains(&name) && means_something(name, value) && !seen.contains(&name) {
            uri.push(separator);
            uri.push_str(&percent::encode_query(name));
            uri.push('=');
            uri.push_str(&percent::encode_query(value));
            separator = '&';
            seen.push(name);
        }
    }
    uri
}

/// Whether s3s could make anything of a value: an empty number is no number, and whatever is not
/// true is false. It has texts of its own for both.
fn means_something(name: &str, value: &str) -> bool {
    match name {
        "fetch-owner" => value == "true",
        "max-buckets" | "max-keys" | "max-parts" | "max-uploads" | "part-number-marker" => {
            !value.is_empty()
        }
        _ => true,
    }
}
