//! Reads from a request what its writer says about an object, and writes it into an answer.

use std::collections::HashMap;
use std::sync::Arc;

use http::HeaderMap;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES,
    HeaderName,
};

use crate::aws::error::AwsError;

use super::error;
use super::exchange::Exchange;
use super::header_text;
use super::objects::object::Attributes;
use super::objects::shared_attributes::share;

/// What an object is when its writer did not say (recorded).
const DEFAULT_CONTENT_TYPE: &str = "binary/octet-stream";

/// Longest user metadata, names and values together (docs, "Working with object metadata").
const METADATA_BYTES_MAX: usize = 2048;

/// Reads content headers and user metadata.
pub(super) fn read(exchange: &Exchange) -> Result<Arc<Attributes>, AwsError> {
    let text = |name: HeaderName| {
        let value = exchange.headers.get(name).map(header_text::read);
        value.filter(|value| !value.is_empty())
    };
    Ok(share(Attributes {
        content_type: text(CONTENT_TYPE),
        cache_control: text(CACHE_CONTROL),
        content_disposition: text(CONTENT_DISPOSITION),
        content_encoding: text(CONTENT_ENCODING),
        content_language: text(CONTENT_LANGUAGE),
        expires: text(EXPIRES),
        metadata: read_metadata(&exchange.headers)?,
    }))
}

/// Metadata that came several times is joined by commas, as AWS does. What came encoded (RFC 2047)
/// goes back as it came.
fn read_metadata(headers: &HeaderMap) -> Result<Vec<(String, String)>, AwsError> {
    let mut metadata = Vec::new();
    let mut bytes = 0;
    for name in headers.keys() {
        let Some(own) = name.as_str().strip_prefix("x-amz-meta-") else {
            continue;
        };
        if own.is_empty() {
            continue;
        }
        let values: Vec<_> = headers
            .get_all(name)
            .iter()
            .map(header_text::read)
            .collect();
        let value = values.join(",");
        bytes += own.len() + value.len();
        metadata.push((own.to_owned(), value));
    }
    if bytes > METADATA_BYTES_MAX {
        return Err(error::metadata_too_large(bytes, METADATA_BYTES_MAX));
    }
    Ok(metadata)
}

/// Adds the content headers to the answer. User metadata goes through s3s, which encodes it.
pub(super) fn write(exchange: &Exchange, attributes: &Attributes) {
    let content_type = attributes.content_type.as_deref();
    exchange.reply_header(CONTENT_TYPE, content_type.unwrap_or(DEFAULT_CONTENT_TYPE));
    for (name, value) in [
        (CACHE_CONTROL, &attributes.cache_control),
        (CONTENT_DISPOSITION, &attributes.content_disposition),
        (CONTENT_ENCODING, &attributes.content_encoding),
        (CONTENT_LANGUAGE, &attributes.content_language),
        (EXPIRES, &attributes.expires),
    ] {
        if let Some(value) = value {
            exchange.reply_header(name, value);
        }
    }
}

/// User metadata as s3s takes it; `None` when there is none.
pub(super) fn metadata(attributes: &Attributes) -> Option<HashMap<String, String>> {
    let metadata: HashMap<_, _> = attributes.metadata.iter().cloned().collect();
    (!metadata.is_empty()).then_some(metadata)
}
