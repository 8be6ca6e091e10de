//! What a runtime's headers or trailers say of an error.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::answer::RuntimeError;

const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
const ERROR_BODY: &str = "lambda-runtime-function-error-body";

/// The error of a call that reports one; its body is the payload.
pub(super) fn in_headers(headers: &HeaderMap, payload: Bytes) -> RuntimeError {
    let given = headers
        .get(ERROR_TYPE)
        .and_then(|value| value.to_str().ok());
    RuntimeError {
        payload,
        error_type: reported_type(given.unwrap_or_default()),
    }
}

/// The error of a response that has failed midway, if its trailers tell of one.
pub(super) fn in_trailers(trailers: &HeaderMap) -> Option<RuntimeError> {
    trailers.get(ERROR_TYPE)?;
    let body = trailers.get(ERROR_BODY).map(HeaderValue::as_bytes);
    let body = body.and_then(|base64| BASE64_STANDARD.decode(base64).ok());
    Some(in_headers(trailers, Bytes::from(body.unwrap_or_default())))
}

/// AWS keeps `Runtime.Xyz` and `Function.Xyz`, and calls everything else unknown
/// (AWS's runtime emulator).
fn reported_type(given: &str) -> String {
    let known = |prefix: &str| {
        given.strip_prefix(prefix).is_some_and(|name| {
            name.starts_with(|first: char| first.is_ascii_uppercase())
                && name.chars().all(|next| next.is_ascii_alphanumeric())
        })
    };
    if known("Runtime.") || known("Function.") {
        given.to_owned()
    } else if given.starts_with("Function.") {
        "Function.Unknown".to_owned()
    } else {
        "Runtime.Unknown".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::reported_type;

    #[test]
    fn only_types_in_awss_form_are_kept() {
        for kept in ["Runtime.ImportModuleError", "Function.ResponseSizeTooLarge"] {
            assert_eq!(reported_type(kept), kept);
        }
        for (given, reported) in [
            ("", "Runtime.Unknown"),
            ("ValueError", "Runtime.Unknown"),
            ("Function.", "Function.Unknown"),
            ("Function.x", "Function.Unknown"),
        ] {
            assert_eq!(reported_type(given), reported);
        }
    }
}
