//! One stored object: its bytes, its digests, and what its writer said about it.

use std::ops::Range;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::s3::checksum::Checksum;
use crate::store::content::Content;

/// An object as it was written; never changes.
pub(in crate::s3) struct Object {
    pub(in crate::s3) content: Content,
    /// Without quotes: the MD5 in hexadecimal, or `md5-of-md5s-N` for an upload in N parts.
    pub(in crate::s3) etag: String,
    pub(in crate::s3) checksum: Checksum,
    pub(in crate::s3) last_modified: OffsetDateTime,
    pub(in crate::s3) attributes: Arc<Attributes>,
    /// The parts it was uploaded in, in order; empty for a single upload.
    pub(in crate::s3) parts: Vec<PartSpan>,
}

/// What a writer says about an object; a reader gets it back unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::s3) struct Attributes {
    /// `None` reads as `binary/octet-stream`.
    pub(in crate::s3) content_type: Option<String>,
    pub(in crate::s3) cache_control: Option<String>,
    pub(in crate::s3) content_disposition: Option<String>,
    pub(in crate::s3) content_encoding: Option<String>,
    pub(in crate::s3) content_language: Option<String>,
    /// As it was sent; S3 does not check that it is a date.
    pub(in crate::s3) expires: Option<String>,
    /// User metadata: lower-case names without `x-amz-meta-`.
    pub(in crate::s3) metadata: Vec<(String, String)>,
}

/// Where one part of a completed upload lies.
pub(in crate::s3) struct PartSpan {
    pub(in crate::s3) number: i32,
    pub(in crate::s3) range: Range<u64>,
    /// Base64; only when the upload asked for a checksum.
    pub(in crate::s3) checksum: Option<String>,
}
