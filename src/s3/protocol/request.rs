//! The request as s3s sees it: the operation, its names, and what it parses better than we would.

use std::sync::Arc;

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue, Method, Request};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::query::Query;
use crate::s3::{error, header_text, percent};

use super::route::Target;

/// Query parameters that s3s routes by or parses. The rest it must not see: signatures make it
/// refuse, and it has texts of its own for what it does not like.
const PARAMETERS: &[&str] = &[
    "bucket-region",
    "continuation-token",
    "delete",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "key-marker",
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
    "start-after",
    "upload-id-marker",
    "uploadId",
    "uploads",
    "versionId",
];

/// Headers that s3s parses as plain text.
const HEADERS: &[&str] = &[
    "x-amz-checksum-algorithm",
    "x-amz-checksum-mode",
    "x-amz-checksum-type",
    "x-amz-metadata-directive",
];

/// Longest user metadata, names and values together (docs, "Working with object metadata").
const METADATA_BYTES_MAX: usize = 2048;

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
        if let Some(value) = headers.get(*name) {
            request
                .headers_mut()
                .insert(HeaderName::from_static(name), value.clone());
        }
    }
    copy_metadata(headers, request.headers_mut())?;
    if matches!(operation, "CopyObject" | "UploadPartCopy") {
        // s3s routes by this header; the operation reads the real one itself.
        request.headers_mut().insert(
            "x-amz-copy-source",
            HeaderValue::from_static("source/source"),
        );
    }
    Ok(request)
}

/// Adds the exchange, and the XML body if there is one.
pub(super) fn with_exchange(request: Request<()>, exchange: &Arc<Exchange>) -> s3s::HttpRequest {
    let mut request = request.map(|()| s3s::Body::from(exchange.document.clone()));
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
        // An empty number is no number; an empty text is the default.
        let means_something = !value.is_empty() || !name.starts_with("max-");
        if PARAMETERS.contains(&name) && means_something && !seen.contains(&name) {
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

/// Metadata that came several times is joined by commas, as AWS does; bytes that are not UTF-8 are
/// read as ISO-8859-1.
fn copy_metadata(headers: &HeaderMap, copy: &mut HeaderMap) -> Result<(), AwsError> {
    let mut bytes = 0;
    for name in headers.keys() {
        let Some(own) = name.as_str().strip_prefix("x-amz-meta-") else {
            continue;
        };
        let values: Vec<String> = headers
            .get_all(name)
            .iter()
            .map(header_text::read)
            .collect();
        let value = values.join(",");
        bytes += own.len() + value.len();
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            copy.insert(name.clone(), value);
        }
    }
    if bytes > METADATA_BYTES_MAX {
        return Err(error::metadata_too_large(bytes, METADATA_BYTES_MAX));
    }
    Ok(())
}
