//! The text of a header that may not be ASCII.

use http::HeaderValue;

/// Reads a value as UTF-8, or else as ISO-8859-1.
pub(super) fn read(value: &HeaderValue) -> String {
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().map(|byte| *byte as char).collect(),
    }
}
