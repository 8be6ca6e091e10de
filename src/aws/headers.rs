//! Names of headers that every request is asked for. A name that is ready costs less to look up than
//! a text, and nothing to put into an answer.

use http::HeaderName;

pub(crate) static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
pub(crate) static SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
pub(crate) static X_AMZ_CONTENT_SHA256: HeaderName =
    HeaderName::from_static("x-amz-content-sha256");
pub(crate) static X_AMZ_CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
pub(crate) static X_AMZ_DECODED_CONTENT_LENGTH: HeaderName =
    HeaderName::from_static("x-amz-decoded-content-length");
pub(crate) static X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");
pub(crate) static X_AMZN_REQUESTID: HeaderName = HeaderName::from_static("x-amzn-requestid");
