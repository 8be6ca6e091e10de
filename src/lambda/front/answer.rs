//! A function's answer as both formats share it: scalars, status codes, headers, bodies.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;

/// What the front sends back, before the gateway's own headers.
#[derive(Debug)]
pub(super) struct FrontAnswer {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
}

/// An answer that API Gateway cannot use; it shows the client nothing of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// A text, or what API Gateway takes for one: a number or a boolean.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Text(String),
    Flag(bool),
    Number(serde_json::Number),
}

impl Scalar {
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// A status code may be a number or its text. An informational one would leave the client
    /// waiting for another.
    pub(super) fn into_status(self) -> Result<StatusCode, Malformed> {
        let code = match self {
            Self::Text(text) => text.trim().parse().map_err(|_| Malformed)?,
            Self::Number(number) => whole(&number).ok_or(Malformed)?,
            Self::Flag(_) => return Err(Malformed),
        };
        match code {
            200..=599 => StatusCode::from_u16(code).map_err(|_| Malformed),
            _ => Err(Malformed),
        }
    }

    fn into_flag(self) -> Result<bool, Malformed> {
        match self.into_text().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Malformed),
        }
    }
}

fn whole(number: &serde_json::Number) -> Option<u16> {
    match number.as_u64() {
        Some(code) => u16::try_from(code).ok(),
        None => number
            .as_f64()
            .filter(|code| code.fract() == 0.0 && (0.0..1000.0).contains(code))
            .map(|code| code as u16),
    }
}

/// The bytes of a body that may be base64.
pub(super) fn body_bytes(
    body: Option<Scalar>,
    is_base64_encoded: Option<Scalar>,
) -> Result<Bytes, Malformed> {
    let text = body.map(Scalar::into_text).unwrap_or_default();
    let encoded = is_base64_encoded.map_or(Ok(false), Scalar::into_flag)?;
    if !encoded {
        return Ok(Bytes::from(text));
    }
    STANDARD
        .decode(text)
        .map(Bytes::from)
        .map_err(|_| Malformed)
}

/// A header that can be sent: no line breaks, no empty name.
pub(super) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Malformed> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Malformed)?;
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Malformed)?;
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_code_is_a_whole_number_or_its_text() {
        let table = [
            ("200", Some(200)),
            ("\"404\"", Some(404)),
            ("201.0", Some(201)),
            ("99", None),
            ("100", None),
            ("600", None),
            ("\"ok\"", None),
            ("true", None),
            ("200.5", None),
            ("-1", None),
            ("1e300", None),
        ];
        for (json, expected) in table {
            let scalar: Scalar = serde_json::from_str(json).unwrap();
            let status = scalar.into_status().ok().map(|status| status.as_u16());
            assert_eq!(status, expected, "{json}");
        }
    }

    #[test]
    fn a_header_with_a_line_break_cannot_be_sent() {
        assert_eq!(header("a", "b\r\nc: d"), Err(Malformed));
        assert_eq!(header("", "b"), Err(Malformed));
        assert!(header("x", "é").is_ok());
    }
}
