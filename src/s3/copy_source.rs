//! The source of a copy: which object, and which of its bytes.

use std::ops::Range;

use crate::aws::error::AwsError;
use crate::aws::percent;

use super::access::action::of_source_tags;
use super::conditions::{self, Subject};
use super::exchange::Exchange;
use super::found::Found;
use super::{encryption, error, names};

/// Largest source of one copy (API_CopyObject).
const SOURCE_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;

/// What `x-amz-copy-source` names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CopySource {
    pub(super) bucket: String,
    pub(super) key: String,
    version_id: Option<String>,
}

impl CopySource {
    /// Reads `bucket/key` or `/bucket/key`, percent-encoded, with an optional `?versionId=`.
    pub(super) fn of(exchange: &Exchange) -> Result<Self, AwsError> {
        Self::parse(exchange.header("x-amz-copy-source").unwrap_or_default())
    }

    fn parse(header: &str) -> Result<Self, AwsError> {
        let (path, version_id) = match header.split_once("?versionId=") {
            Some((path, version_id)) => (path, Some(version_id)),
            None => (header, None),
        };
        let path = percent::decode_utf8(path).ok_or_else(error::copy::invalid_copy_source_key)?;
        let path = path.strip_prefix('/').unwrap_or(&path);
        let (bucket, key) = path
            .split_once('/')
            .ok_or_else(error::copy::copy_source_without_key)?;
        if key.is_empty() {
            return Err(error::copy::invalid_copy_source_key());
        }
        names::check_bucket(bucket).map_err(|_| error::copy::invalid_copy_source_bucket())?;
        names::check_key(key)?;
        Ok(Self {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            version_id: version_id.and_then(percent::decode_utf8),
        })
    }

    /// Copying an old version onto its own key is how it is restored.
    pub(super) fn names_version(&self) -> bool {
        self.version_id.is_some()
    }

    /// The object, if the caller may read it and the copy's conditions on it hold.
    pub(super) fn open(&self, exchange: &Exchange) -> Result<Found, AwsError> {
        let version_id = self.version_id.as_deref();
        let bucket = exchange.source_bucket(&self.bucket, &self.key, version_id)?;
        let found = Found::of(&bucket, &self.key, version_id, "GET").map_err(|problem| {
            match problem.code() {
                "MethodNotAllowed" => error::object::copy_from_delete_marker(),
                _ => problem,
            }
        })?;
        found.check_readable(exchange, error::object::copy_source_is_archived)?;
        encryption::check_copy_source(exchange, &found.object.settings.encryption)?;
        let subject = Subject {
            etag: &found.object.etag,
            last_modified: found.object.last_modified,
        };
        conditions::check_copy_source(&exchange.headers, &subject, exchange.clock.now())?;
        if let Some(id) = found.version_id() {
            exchange.reply_amz("x-amz-copy-source-version-id", id.as_str());
        }
        Ok(found)
    }

    /// Refuses to take the source's tags along, if the caller may not read them.
    pub(super) fn permit_tags(&self, exchange: &Exchange) -> Result<(), AwsError> {
        let bucket = exchange.buckets.get(&self.bucket)?;
        let version_id = self.version_id.as_deref();
        let need = of_source_tags(version_id.is_some());
        exchange.permit(&bucket, &self.key, version_id, need)
    }
}

/// One copy takes at most [`SOURCE_BYTES_MAX`].
pub(super) fn check_size(bytes: u64) -> Result<(), AwsError> {
    match bytes {
        0..=SOURCE_BYTES_MAX => Ok(()),
        _ => Err(error::copy::copy_source_too_large(SOURCE_BYTES_MAX)),
    }
}

/// Reads `x-amz-copy-source-range`: `bytes=first-last`, both inside the source (recorded).
pub(super) fn range(exchange: &Exchange, size: u64) -> Result<Range<u64>, AwsError> {
    let Some(header) = exchange.header("x-amz-copy-source-range") else {
        return Ok(0..size);
    };
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse::<u64>().ok(),
        false => None,
    };
    let parsed = header
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .and_then(|(first, last)| Some((number(first)?, number(last)?)))
        .filter(|(first, last)| first <= last);
    match parsed {
        None => Err(error::copy::malformed_copy_range(header)),
        Some((_, last)) if last >= size => Err(error::copy::copy_range_beyond_source(header, size)),
        Some((first, last)) => Ok(first..last + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_bucket_and_key_percent_encoded() {
        let source = CopySource::parse("/src-b/a%20b/%3F?versionId=null").unwrap();
        assert_eq!(
            (source.bucket.as_str(), source.key.as_str()),
            ("src-b", "a b/?")
        );
        assert_eq!(source.version_id.as_deref(), Some("null"));
        for wrong in ["", "bucket", "bucket/", "B/k", "/"] {
            assert!(CopySource::parse(wrong).is_err(), "{wrong}");
        }
    }
}
