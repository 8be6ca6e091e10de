//! A plain HTTP request as the front takes it apart: what both event formats are made of.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method};
use sha2::Digest;
use time::OffsetDateTime;

use crate::aws::identity::Scope;
use crate::aws::percent;
use crate::clock::Clock;

use super::multi_map::MultiMap;

/// The header that chooses the event's format; the function does not see it.
const VERSION_HEADER: &str = "x-ruststack-payload-version";
/// The query parameter that does the same.
const VERSION_PARAMETER: &str = "ruststack-payload-version";

/// Headers that belong to one connection: API Gateway does not pass them on.
const HOP_BY_HOP: [&str; 9] = [
    "connection",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The format of an event and of the answer that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PayloadVersion {
    /// What a REST API's Lambda proxy integration sends.
    V1,
    /// What an HTTP API sends with payload format 2.0.
    V2,
    /// What a function URL sends.
    Url,
}

/// A value of the switch that names no format.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownVersion;

/// One request, with everything that names the front itself taken out.
#[derive(Debug)]
pub(super) struct FrontRequest {
    pub(super) method: Method,
    /// Begins with `/`; percent-encoded, as the client sent it.
    pub(super) path: String,
    /// Without `?`; percent-encoded, as the client sent it.
    pub(super) query: String,
    /// Lower-case names in alphabetical order, each with its values in theirs.
    pub(super) headers: MultiMap,
    pub(super) body: Bytes,
    pub(super) function: String,
    pub(super) scope: Scope,
    /// As in the Host header, port included.
    pub(super) host: String,
    /// A UUID.
    pub(super) request_id: String,
    /// What API Gateway calls the extended request id: 15 characters and `=`.
    pub(super) gateway_id: String,
    pub(super) time: OffsetDateTime,
}

/// Where the requests of the front come from: it is reached through loopback.
pub(super) const SOURCE_IP: &str = "127.0.0.1";

/// Reads the switch from a header or else from the query, and takes it out of both.
pub(super) fn take_version(
    headers: &mut HeaderMap,
    query: &mut String,
) -> Result<PayloadVersion, UnknownVersion> {
    let header = headers.remove(VERSION_HEADER);
    let is_switch = |piece: &&str| piece.split('=').next() == Some(VERSION_PARAMETER);
    let parameter = query.split('&').find(is_switch).map(|piece| {
        piece
            .split_once('=')
            .map_or("", |(_, value)| value)
            .to_owned()
    });
    if parameter.is_some() {
        let kept: Vec<&str> = query.split('&').filter(|piece| !is_switch(piece)).collect();
        *query = kept.join("&");
    }
    let asked = match &header {
        Some(value) => Some(value.to_str().map_err(|_| UnknownVersion)?),
        None => parameter.as_deref(),
    };
    match asked {
        None | Some("1.0") => Ok(PayloadVersion::V1),
        Some("2.0") => Ok(PayloadVersion::V2),
        Some("function-url") => Ok(PayloadVersion::Url),
        Some(_) => Err(UnknownVersion),
    }
}

/// The trace id of a request: its own, or a new one.
pub(super) fn trace_id(clock: &Clock, headers: &HeaderMap) -> String {
    let given = headers.get("x-amzn-trace-id");
    let given = given.and_then(|value| value.to_str().ok());
    given.map(str::to_owned).unwrap_or_else(|| {
        let seconds = clock.unix_ms() / 1000;
        format!("Root=1-{seconds:08x}-{}", clock.hex(24))
    })
}

/// The headers a function gets: the client's own without those of the connection, and those that
/// API Gateway adds (X-Forwarded-*, X-Amzn-Trace-Id).
pub(super) fn function_headers(headers: &HeaderMap, host: &str, trace_id: &str) -> MultiMap {
    let mut all: MultiMap = headers
        .keys()
        .filter(|name| !HOP_BY_HOP.contains(&name.as_str()))
        .map(|name| {
            let values = headers.get_all(name).iter();
            let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            (name.as_str().to_owned(), values.collect())
        })
        .collect();
    let mut set = |name: &str, value: String| {
        all.retain(|(own, _)| own != name);
        all.push((name.to_owned(), vec![value]));
    };
    let forwarded = match headers.get("x-forwarded-for") {
        Some(before) => format!(
            "{}, {SOURCE_IP}",
            String::from_utf8_lossy(before.as_bytes())
        ),
        None => SOURCE_IP.to_owned(),
    };
    set("x-forwarded-for", forwarded);
    set("x-forwarded-port", port_of(host).to_owned());
    set("x-forwarded-proto", "http".to_owned());
    set("host", host.to_owned());
    set("x-amzn-trace-id", trace_id.to_owned());
    all.sort();
    all
}

fn port_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((_, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            port
        }
        _ => "80",
    }
}

impl FrontRequest {
    /// The last value of a header, by its lower-case name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let (_, values) = self.headers.iter().find(|(own, _)| own == name)?;
        values.last().map(String::as_str)
    }

    /// The query's parameters, decoded, in their order; a name without `=` has an empty value.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        let pieces = self.query.split('&').filter(|piece| !piece.is_empty());
        let pair = |piece: &str| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (decode_form(name), decode_form(value))
        };
        pieces.map(pair).collect()
    }

    /// The body as an event carries it: its text, or base64 and `true`. `None` when it is empty.
    pub(super) fn event_body(&self, is_binary: fn(&str) -> bool) -> (Option<String>, bool) {
        if self.body.is_empty() {
            return (None, false);
        }
        let content_type = self.header("content-type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let encoded = self
            .header("content-encoding")
            .is_some_and(|coding| coding != "identity");
        match std::str::from_utf8(&self.body) {
            Ok(text) if !encoded && !is_binary(&media_type.to_ascii_lowercase()) => {
                (Some(text.to_owned()), false)
            }
            _ => (Some(STANDARD.encode(&self.body)), true),
        }
    }

    /// Milliseconds since 1970.
    pub(super) fn time_ms(&self) -> i64 {
        (self.time.unix_timestamp_nanos() / 1_000_000) as i64
    }

    /// The first label of the host's name.
    pub(super) fn domain_prefix(&self) -> &str {
        self.host.split(['.', ':']).next().unwrap_or_default()
    }

    /// A name of the API that never changes for one function: lower-case letters and digits.
    pub(super) fn api_id(&self) -> String {
        stable_id(
            &format!("{}/{}", self.scope.account, self.scope.region),
            &self.function,
            10,
        )
    }
}

/// An id of `length` lower-case letters and digits that depends on two texts alone.
pub(super) fn stable_id(kind: &str, text: &str, length: usize) -> String {
    let digest = sha2::Sha256::digest(format!("{kind}\0{text}"));
    let letter =
        |byte: &u8| b"abcdefghijklmnopqrstuvwxyz0123456789"[usize::from(*byte) % 36] as char;
    digest.iter().take(length).map(letter).collect()
}

fn decode_form(text: &str) -> String {
    percent::decode_lossy(&text.replace('+', " "))
}

/// A request for the tests of both formats, without headers.
#[cfg(test)]
pub(super) fn example(method: &str, path: &str, query: &str, body: &'static str) -> FrontRequest {
    FrontRequest {
        method: method.parse().unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: MultiMap::new(),
        body: Bytes::from_static(body.as_bytes()),
        function: "app".to_owned(),
        scope: Scope {
            account: crate::aws::identity::AccountId::default(),
            region: crate::aws::identity::Region::parse("us-east-1").unwrap(),
        },
        host: "localhost:4566".to_owned(),
        request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef".to_owned(),
        gateway_id: "AAAAAAAAAAAAAAA=".to_owned(),
        time: time::macros::datetime!(2026-11-22 07:38:05.123 UTC),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_is_read_and_taken_out() {
        let table = [
            (None, "", Ok(PayloadVersion::V1), ""),
            (
                None,
                "a=1&ruststack-payload-version=2.0&b",
                Ok(PayloadVersion::V2),
                "a=1&b",
            ),
            (Some("2.0"), "a=1", Ok(PayloadVersion::V2), "a=1"),
            (
                Some("1.0"),
                "ruststack-payload-version=2.0",
                Ok(PayloadVersion::V1),
                "",
            ),
            (Some("3"), "", Err(UnknownVersion), ""),
        ];
        for (header, query, version, rest) in table {
            let mut headers = HeaderMap::new();
            if let Some(value) = header {
                headers.insert(VERSION_HEADER, value.parse().unwrap());
            }
            let mut left = query.to_owned();
            assert_eq!(
                take_version(&mut headers, &mut left),
                version,
                "{header:?} {query}"
            );
            assert_eq!(left, rest);
            assert!(headers.is_empty());
        }
    }

    #[test]
    fn headers_of_the_connection_are_left_out_and_those_of_the_gateway_added() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("connection", "close"), ("host", "x"), ("accept", "*/*")] {
            headers.append(name, value.parse().unwrap());
        }
        headers.append("x-forwarded-for", "10.0.0.1".parse().unwrap());
        let names = function_headers(&headers, "localhost:4566", "Root=1-0-0");
        let texts: Vec<String> = names
            .iter()
            .map(|(name, values)| format!("{name}={}", values.join("|")))
            .collect();
        assert_eq!(
            texts,
            [
                "accept=*/*",
                "host=localhost:4566",
                "x-amzn-trace-id=Root=1-0-0",
                "x-forwarded-for=10.0.0.1, 127.0.0.1",
                "x-forwarded-port=4566",
                "x-forwarded-proto=http",
            ]
        );
    }
}
