//! A function's answer by the rules of a REST API's Lambda proxy integration.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use serde::Deserialize;

use super::answer::{FrontAnswer, Malformed, Scalar, body_bytes, header};

/// No field must be there, and no other may be (recorded answers: `{}` is an empty 200, an unknown
/// key a 502).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer {
    status_code: Option<Scalar>,
    headers: Option<BTreeMap<String, Option<Scalar>>>,
    multi_value_headers: Option<BTreeMap<String, Option<Vec<Scalar>>>>,
    body: Option<Scalar>,
    is_base64_encoded: Option<Scalar>,
}

/// Headers that the gateway sets itself: a function's own come back as `x-amzn-Remapped-NAME`
/// ("Amazon API Gateway important notes", REST APIs).
const REMAPPED: [&str; 12] = [
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "server",
    "user-agent",
    "www-authenticate",
    "x-forwarded-for",
];

/// Headers that never reach the client.
const DROPPED: [&str; 6] = [
    "keep-alive",
    "proxy-authenticate",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reads a function's answer. Values of `multiValueHeaders` come before those of `headers`; a pair
/// that is in both is sent once (recorded answers). Content-Type is application/json by default.
pub(super) fn answer_v1(payload: &[u8]) -> Result<FrontAnswer, Malformed> {
    // serde reads a list as a struct too; API Gateway does not.
    if payload.trim_ascii_start().first() != Some(&b'{') {
        return Err(Malformed);
    }
    let answer: Answer = serde_json::from_slice(payload).map_err(|_| Malformed)?;
    let status = answer
        .status_code
        .map_or(Ok(StatusCode::OK), Scalar::into_status)?;
    let many = answer.multi_value_headers.unwrap_or_default().into_iter();
    let many = many.flat_map(|(name, values)| {
        values
            .unwrap_or_default()
            .into_iter()
            .map(move |value| (name.clone(), value))
    });
    let single = answer.headers.unwrap_or_default().into_iter();
    let single = single.filter_map(|(name, value)| Some((name, value?)));
    let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
    for (name, value) in many.chain(single) {
        let Some(pair) = sent(header(&name, &value.into_text())?) else {
            continue;
        };
        if !headers.contains(&pair) {
            headers.push(pair);
        }
    }
    if !headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
        headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
    }
    let body = body_bytes(answer.body, answer.is_base64_encoded)?;
    Ok(FrontAnswer {
        status,
        headers,
        body,
    })
}

/// The header under the name by which the client gets it, if it does.
fn sent((name, value): (HeaderName, HeaderValue)) -> Option<(HeaderName, HeaderValue)> {
    if DROPPED.contains(&name.as_str()) {
        return None;
    }
    if REMAPPED.contains(&name.as_str()) {
        let remapped = HeaderName::try_from(format!("x-amzn-remapped-{name}")).ok()?;
        return Some((remapped, value));
    }
    Some((name, value))
}

/// What a client sees of an answer that cannot be used, and of a function that failed.
pub(super) fn failure_v1() -> FrontAnswer {
    FrontAnswer {
        status: StatusCode::BAD_GATEWAY,
        headers: vec![
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (
                HeaderName::from_static("x-amzn-errortype"),
                HeaderValue::from_static("InternalServerErrorException"),
            ),
        ],
        body: Bytes::from_static(br#"{"message": "Internal server error"}"#),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> (u16, String, String) {
        let answer = answer_v1(payload.as_bytes()).unwrap_or_else(|_| panic!("{payload}"));
        let headers: Vec<String> = answer
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        (answer.status.as_u16(), headers.join("; "), body)
    }

    /// Recorded answers of a REST API, and the blog post on multi-value parameters for the merge.
    #[test]
    fn answers_are_read_by_the_rules_of_rest_apis() {
        let json = "content-type: application/json";
        let table = [
            ("{}", 200, json, ""),
            (r#"{"statusCode":204}"#, 204, json, ""),
            (r#"{"statusCode":"201","body":"x"}"#, 201, json, "x"),
            (
                r#"{"headers":{"A":"b"}}"#,
                200,
                "a: b; content-type: application/json",
                "",
            ),
            (
                r#"{"headers":{"A":true,"B":1,"C":null}}"#,
                200,
                "a: true; b: 1; content-type: application/json",
                "",
            ),
            (
                r#"{"headers":{"m":"solo","n":"1"},"multiValueHeaders":{"M":["multi","solo"],"content-type":["text/html"]}}"#,
                200,
                "m: multi; m: solo; content-type: text/html; n: 1",
                "",
            ),
            (
                r#"{"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}}"#,
                200,
                "set-cookie: a=1; set-cookie: b=2; content-type: application/json",
                "",
            ),
            (
                r#"{"headers":{"Content-Length":"9","Transfer-Encoding":"chunked"}}"#,
                200,
                "x-amzn-remapped-content-length: 9; content-type: application/json",
                "",
            ),
            (r#"{"body":"aGk=","isBase64Encoded":true}"#, 200, json, "hi"),
            (
                r#"{"body":7,"headers":null,"multiValueHeaders":null,"isBase64Encoded":null}"#,
                200,
                json,
                "7",
            ),
        ];
        for (payload, status, headers, body) in table {
            assert_eq!(
                read(payload),
                (status, headers.to_owned(), body.to_owned()),
                "{payload}"
            );
        }
    }

    #[test]
    fn what_a_rest_api_cannot_use_is_malformed() {
        for payload in [
            "",
            "null",
            "\"text\"",
            "[200]",
            "[]",
            "{",
            r#"{"statusCode":200,"wrongValue":"value"}"#,
            r#"{"statusCode":"ok"}"#,
            r#"{"body":{"a":1}}"#,
            r#"{"headers":["a"]}"#,
            r#"{"headers":{"a":["b"]}}"#,
            r#"{"headers":{"a":"b\nc"}}"#,
            r#"{"multiValueHeaders":{"a":"b"}}"#,
            r#"{"body":"%","isBase64Encoded":true}"#,
        ] {
            assert_eq!(
                answer_v1(payload.as_bytes()).err(),
                Some(Malformed),
                "{payload}"
            );
        }
    }
}
