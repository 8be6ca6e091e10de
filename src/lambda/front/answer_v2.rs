//! A function's answer by the rules of payload format 2.0: of an HTTP API, and of a function URL.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, SET_COOKIE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::answer::{FrontAnswer, Malformed, Scalar, body_bytes, header};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: Scalar,
    headers: Option<BTreeMap<String, Option<Scalar>>>,
    cookies: Option<Vec<Scalar>>,
    body: Option<Value>,
    is_base64_encoded: Option<Scalar>,
}

/// Who reads the answer; they differ in what they take and add.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    HttpApi,
    FunctionUrl,
}

/// Headers that describe the connection; the server writes its own.
const DROPPED: [&str; 7] = [
    "connection",
    "content-length",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reads a function's answer: an object with `statusCode` says everything itself; any other JSON is
/// the body of a 200, a text without its quotes ("Format 2.0" in the API Gateway guide).
pub(super) fn answer_v2(payload: &[u8]) -> Result<FrontAnswer, Malformed> {
    read(payload, Reader::HttpApi)
}

/// As [`answer_v2`] for a function URL: what has no Content-Type is JSON, and a body that is an object
/// or a list leaves as its JSON (recorded answers).
pub(super) fn answer_of_url(payload: &[u8]) -> Result<FrontAnswer, Malformed> {
    read(payload, Reader::FunctionUrl)
}

fn read(payload: &[u8], reader: Reader) -> Result<FrontAnswer, Malformed> {
    let json: Value = serde_json::from_slice(payload).map_err(|_| Malformed)?;
    match json {
        Value::Object(object) if object.contains_key("statusCode") => {
            let answer = serde_json::from_value(Value::Object(object)).map_err(|_| Malformed)?;
            told(answer, reader)
        }
        Value::String(text) => Ok(inferred(Bytes::from(text))),
        _ => Ok(inferred(Bytes::copy_from_slice(payload))),
    }
}

fn told(answer: Answer, reader: Reader) -> Result<FrontAnswer, Malformed> {
    let status = answer.status_code.into_status()?;
    let mut headers: Vec<(HeaderName, HeaderValue)> = Vec::new();
    for (name, value) in answer.headers.unwrap_or_default() {
        let Some(value) = value else { continue };
        let pair = header(&name, &value.into_text())?;
        if !DROPPED.contains(&pair.0.as_str()) {
            headers.push(pair);
        }
    }
    for cookie in answer.cookies.unwrap_or_default() {
        headers.push(header(SET_COOKIE.as_str(), &cookie.into_text())?);
    }
    if !headers.iter().any(|(name, _)| name == CONTENT_TYPE) {
        let default = match reader {
            Reader::HttpApi => "text/plain; charset=utf-8",
            Reader::FunctionUrl => "application/json",
        };
        headers.push((CONTENT_TYPE, HeaderValue::from_static(default)));
    }
    let body = match answer.body {
        None | Some(Value::Null) => None,
        Some(body @ (Value::Object(_) | Value::Array(_))) => match reader {
            Reader::HttpApi => return Err(Malformed),
            Reader::FunctionUrl => Some(Scalar::Text(body.to_string())),
        },
        Some(scalar) => Some(serde_json::from_value(scalar).map_err(|_| Malformed)?),
    };
    let body = body_bytes(body, answer.is_base64_encoded)?;
    Ok(FrontAnswer {
        status,
        headers,
        body,
    })
}

fn inferred(body: Bytes) -> FrontAnswer {
    FrontAnswer {
        status: StatusCode::OK,
        headers: vec![(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body,
    }
}

/// What a client sees of an answer that cannot be used, and of a function that failed.
pub(super) fn failure_v2() -> FrontAnswer {
    FrontAnswer {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        headers: vec![(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body: Bytes::from_static(br#"{"message":"Internal Server Error"}"#),
    }
}

/// What a client of a function URL sees of the same (recorded answer: a text, not JSON).
pub(super) fn failure_of_url() -> FrontAnswer {
    FrontAnswer {
        status: StatusCode::BAD_GATEWAY,
        headers: vec![(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body: Bytes::from_static(b"Internal Server Error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded answers.
    #[test]
    fn a_url_answers_json_by_default_and_takes_bodies_that_are_no_text() {
        for (payload, body) in [
            (r#"{"statusCode":200,"body":"body123"}"#, "body123"),
            (r#"{"statusCode":200,"body":{"a": [1]}}"#, r#"{"a":[1]}"#),
            (r#"{"statusCode":200,"body":null}"#, ""),
            (r#"{"statusCode":200,"body":7}"#, "7"),
        ] {
            let answer = answer_of_url(payload.as_bytes()).unwrap_or_else(|_| panic!("{payload}"));
            let [(CONTENT_TYPE, content_type)] = &answer.headers[..] else {
                panic!("{:?}", answer.headers);
            };
            assert_eq!(
                (content_type, &answer.body[..]),
                (&"application/json".parse().unwrap(), body.as_bytes())
            );
        }
        assert!(answer_of_url(br#"{"statusCode":"ok"}"#).is_err());
    }

    #[test]
    fn answers_are_read_by_the_rules_of_http_apis() {
        let json = "content-type: application/json";
        let text = "content-type: text/plain; charset=utf-8";
        let table = [
            ("\"hello\"", 200, json, "hello"),
            ("null", 200, json, "null"),
            ("[1, 2]", 200, json, "[1, 2]"),
            (r#"{"a": 1}"#, 200, json, r#"{"a": 1}"#),
            (r#"{"body":"x"}"#, 200, json, r#"{"body":"x"}"#),
            (r#"{"statusCode":201,"body":"x","other":1}"#, 201, text, "x"),
            (
                r#"{"statusCode":"302","headers":{"Location":"/a","Content-Length":"3"}}"#,
                302,
                "location: /a; content-type: text/plain; charset=utf-8",
                "",
            ),
            (
                r#"{"statusCode":200,"headers":{"content-type":"a/b"},"cookies":["a=1","b=2"],"body":"aGk=","isBase64Encoded":true}"#,
                200,
                "content-type: a/b; set-cookie: a=1; set-cookie: b=2",
                "hi",
            ),
        ];
        for (payload, status, headers, body) in table {
            let answer = answer_v2(payload.as_bytes()).unwrap_or_else(|_| panic!("{payload}"));
            let own: Vec<String> = answer
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            assert_eq!(answer.status.as_u16(), status, "{payload}");
            assert_eq!(own.join("; "), headers, "{payload}");
            assert_eq!(answer.body, body, "{payload}");
        }
    }

    #[test]
    fn what_an_http_api_cannot_use_is_malformed() {
        for payload in [
            "",
            "{",
            r#"{"statusCode":"ok"}"#,
            r#"{"statusCode":null}"#,
            r#"{"statusCode":200,"body":{}}"#,
            r#"{"statusCode":200,"headers":{"a":["b"]}}"#,
            r#"{"statusCode":200,"cookies":"a=1"}"#,
        ] {
            assert_eq!(
                answer_v2(payload.as_bytes()).err(),
                Some(Malformed),
                "{payload}"
            );
        }
    }
}
