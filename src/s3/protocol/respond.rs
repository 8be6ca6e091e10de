//! What s3s wrote, as an answer of S3: its headers, our bodies, and its refusals in AWS's words.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response};

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::exchange::Reply;

const XML: HeaderValue = HeaderValue::from_static("application/xml");

/// What s3s wrote, with what the operation left for it.
pub(super) fn success(parsed: s3s::HttpResponse, reply: Reply) -> Response<Body> {
    let (mut parts, _) = parsed.into_parts();
    if let Some(status) = reply.status {
        parts.status = status;
    }
    replace_all(&mut parts.headers, reply.headers);
    // s3s knows no type for the documents that are ours; an object's is among its headers.
    if reply.body.is_some() && !parts.headers.contains_key(CONTENT_TYPE) {
        parts.headers.insert(CONTENT_TYPE, XML);
    }
    Response::from_parts(parts, reply.body.unwrap_or_else(Body::empty))
}

/// What an operation without s3s left: its document, its status, its headers.
pub(super) fn document(reply: Reply) -> Response<Body> {
    let mut response = Response::new(reply.body.unwrap_or_else(Body::empty));
    if let Some(status) = reply.status {
        *response.status_mut() = status;
    }
    if !http_body::Body::is_end_stream(response.body()) {
        response.headers_mut().insert(CONTENT_TYPE, XML);
    }
    replace_all(response.headers_mut(), reply.headers);
    response
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
