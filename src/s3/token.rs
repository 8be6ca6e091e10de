//! Continuation tokens: where a listing goes on, sealed so that only our own are accepted.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

use crate::aws::error::AwsError;

use super::error;

/// Tells our tokens from other base64.
const SEAL: &[u8] = b"1:";

/// A token that stands behind `last`.
pub(super) fn write(last: &str) -> String {
    URL_SAFE.encode([SEAL, last.as_bytes()].concat())
}

/// What [`write`] was given.
pub(super) fn read(token: &str) -> Result<String, AwsError> {
    URL_SAFE
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes.strip_prefix(SEAL)?.to_vec()).ok())
        .ok_or_else(error::listing::invalid_continuation_token)
}
