//! What operations answer, and how answers and errors are written: in AWS's JSON 1.1 protocol (recorded).

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::protocol::json::{ErrorStyle, error_body};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const JSON: &str = "application/x-amz-json-1.1";
const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// How this protocol spells its errors.
const STYLE: ErrorStyle = ErrorStyle {
    type_key: Some("__type"),
    type_prefix: "",
    message_key: "message",
};

/// What an operation answers.
pub(super) enum Reply {
    /// An empty body.
    Nothing,
    Json(Value),
    /// An event stream.
    Stream(Body),
}

pub(super) fn success(request_id: &str, reply: Reply) -> Response<Body> {
    match reply {
        Reply::Nothing => respond(StatusCode::OK, JSON, request_id, Body::empty()),
        Reply::Json(value) => respond(StatusCode::OK, JSON, request_id, value.to_string().into()),
        Reply::Stream(body) => respond(StatusCode::OK, EVENT_STREAM, request_id, body),
    }
}

pub(crate) fn failure(request_id: &str, error: &AwsError) -> Response<Body> {
    let body = error_body(error, STYLE);
    respond(error.status(), JSON, request_id, body.into())
}

fn respond(
    status: StatusCode,
    content_type: &'static str,
    request_id: &str,
    body: Body,
) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}
