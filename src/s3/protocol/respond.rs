//! How an answer of S3 looks: s3s's headers, our bodies, and what every answer carries.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, SERVER, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body_util::StreamBody;

use crate::aws::body::{Body, BodyError};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::protocol::xml;
use crate::aws::request_id;
use crate::clock::Clock;
use crate::s3::error;
use crate::s3::exchange::Reply;

const APPLICATION_XML: HeaderValue = HeaderValue::from_static("application/xml");
const HOST_ID: HeaderName = HeaderName::from_static("x-amz-id-2");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");

/// What s3s wrote, with what the operation left for it.
pub(super) fn success(parsed: s3s::HttpResponse, reply: Reply) -> Response<Body> {
    let (mut parts, _) = parsed.into_parts();
    if let Some(status) = reply.status {
        parts.status = status;
    }
    replace_all(&mut parts.headers, reply.headers);
    Response::from_parts(parts, reply.body.unwrap_or_else(Body::empty))
}

fn replace_all(headers: &mut HeaderMap, replacements: HeaderMap) {
    let mut current = None;
    for (name, value) in replacements {
        current = name.or(current);
        if let Some(name) = &current {
            headers.insert(name.clone(), value);
        }
    }
}

/// Writes an error. AWS sends its body in chunks, and closes the connection after 400 and 403
/// (recorded): a body that nobody read may still be on it.
pub(super) fn error(
    error: &AwsError,
    method: &Method,
    context: &RequestContext,
    clock: &Clock,
) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = error.status();
    for (name, value) in error.headers() {
        response.headers_mut().append(name, value.clone());
    }
    let host_id = request_id::s3_host_id(clock);
    if error.status() != StatusCode::NOT_MODIFIED {
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, APPLICATION_XML);
        if matches!(
            error.status(),
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN
        ) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if *method == Method::HEAD {
            headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
        } else {
            let document = xml::error_body(error, &context.request_id, &host_id);
            *response.body_mut() = chunked(document);
        }
    }
    if let Ok(host_id) = HeaderValue::from_str(&host_id) {
        response.headers_mut().insert(HOST_ID, host_id);
    }
    response
}

/// Ends the connection behind an answer to `Expect: 100-continue` that no 100 went before. S3 sends
/// one even when there is no body, hyper cannot; and botocore, which takes the final answer for
/// the interim one, misreads the next answer on a connection that stays.
pub(super) fn close(response: &mut Response<Body>) {
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
}

/// A body of unknown length, so that it is sent in chunks.
fn chunked(text: String) -> Body {
    let frame = Ok::<_, BodyError>(http_body::Frame::data(Bytes::from(text)));
    Body::stream(StreamBody::new(futures_util::stream::iter([frame])))
}

/// What every answer carries: both ids and the server's name. Date is hyper's.
pub(super) fn sign(response: &mut Response<Body>, context: &RequestContext, clock: &Clock) {
    let headers = response.headers_mut();
    if !headers.contains_key(HOST_ID)
        && let Ok(host_id) = HeaderValue::from_str(&request_id::s3_host_id(clock))
    {
        headers.insert(HOST_ID, host_id);
    }
    if let Ok(id) = HeaderValue::from_str(&context.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(SERVER, HeaderValue::from_static("AmazonS3"));
}

/// What s3s refused before any operation of ours saw it, in AWS's words.
pub(super) async fn refusal_of_s3s(parsed: s3s::HttpResponse) -> AwsError {
    let status = parsed.status();
    let body = Body::stream(parsed.into_body()).read(64 * 1024).await;
    let text = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
    let element = |name: &str| {
        let start = text.find(&format!("<{name}>"))? + name.len() + 2;
        let end = start + text[start..].find(&format!("</{name}>"))?;
        Some(text[start..end].to_owned())
    };
    let message = element("Message").unwrap_or_default();
    match element("Code").as_deref() {
        Some("MalformedXML") => error::malformed_xml(),
        Some("MissingRequestBodyError") => error::missing_request_body(),
        Some("NotImplemented") => error::not_implemented(),
        Some("InvalidURI") => error::invalid_uri(),
        Some(code) if status.is_client_error() => {
            error::refused_by_parser(status, code.to_owned(), message)
        }
        _ => error::internal(format!("s3s answered {status}: {message}").into()),
    }
}
