//! How an answer leaves: JSON with Lambda's headers, or an error in its shape.

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::operation::Operation;

use super::error;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer with a JSON body.
pub(crate) fn json(status: StatusCode, output: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(output).expect("every output is plain data with text keys");
    with_body(status, Body::from(body))
}

/// An answer with no body, such as that of a deletion. AWS names its type all the same.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    with_body(status, Body::empty())
}

fn with_body(status: StatusCode, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// Turns an outcome into the answer, with the headers that every answer has.
pub(super) fn finish(
    outcome: Result<Response<Body>, AwsError>,
    context: &RequestContext,
    operation: &'static str,
) -> Response<Body> {
    let mut response = outcome.unwrap_or_else(|error| refuse(&error, operation));
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&context.request_id) {
        headers.entry(REQUEST_ID).or_insert(id);
    }
    Operation(operation).note(&mut response);
    response
}

fn refuse(error: &AwsError, operation: &str) -> Response<Body> {
    if error.status().is_server_error() {
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::error!(operation, cause, "{error}");
    }
    refusal(error)
}

/// An error in the shape in which Lambda writes it.
pub(crate) fn refusal(error: &AwsError) -> Response<Body> {
    let mut response = with_body(error.status(), Body::from(error::wording::body(error)));
    let headers = response.headers_mut();
    if let Ok(code) = HeaderValue::from_str(error.code()) {
        headers.insert(ERROR_TYPE, code);
    }
    for (name, value) in error.headers() {
        headers.append(name, value.clone());
    }
    response
}
