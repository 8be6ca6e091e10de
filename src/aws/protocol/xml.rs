//! S3's XML error document, and the answer that carries it.

use std::fmt::Write;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE, SERVER, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body_util::StreamBody;

use crate::aws::body::{Body, BodyError};
use crate::aws::error::{AwsError, FieldValue};
use crate::aws::request_id;

const HOST_ID: HeaderName = HeaderName::from_static("x-amz-id-2");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-request-id");

/// Writes an error's answer. S3 sends its body in chunks, and closes the connection after 400 and
/// 403 (recorded): a body that nobody read may still be on it. HEAD tells an error by its status.
pub(crate) fn error_response(
    error: &AwsError,
    method: &Method,
    request_id: &str,
) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = error.status();
    let host_id = request_id::s3_host_id(request_id);
    if error.status() != StatusCode::NOT_MODIFIED {
        if *method == Method::HEAD {
            let chunked = HeaderValue::from_static("chunked");
            response.headers_mut().insert(TRANSFER_ENCODING, chunked);
        } else {
            *response.body_mut() = chunked(error_body(error, request_id, &host_id));
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        if matches!(
            error.status(),
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN
        ) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
    }
    for (name, value) in error.headers() {
        response.headers_mut().append(name, value.clone());
    }
    sign_as(&mut response, request_id, &host_id);
    response
}

/// A body of unknown length, so that it is sent in chunks.
fn chunked(text: String) -> Body {
    let frame = Ok::<_, BodyError>(http_body::Frame::data(Bytes::from(text)));
    Body::stream(StreamBody::new(futures_util::stream::iter([frame])))
}

/// Adds what every answer of S3 carries: both ids and the server's name. Date is hyper's.
pub(crate) fn sign(response: &mut Response<Body>, request_id: &str) {
    sign_as(response, request_id, &request_id::s3_host_id(request_id));
}

fn sign_as(response: &mut Response<Body>, request_id: &str, host_id: &str) {
    let headers = response.headers_mut();
    for (name, value) in [(REQUEST_ID, request_id), (HOST_ID, host_id)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers.insert(SERVER, HeaderValue::from_static("AmazonS3"));
}

/// Begins every XML document that S3 sends; the newline is S3's own.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes `<Error>` as S3 does: Code, Message, the error's own elements, RequestId, HostId.
pub(crate) fn error_body(error: &AwsError, request_id: &str, host_id: &str) -> String {
    let mut body = String::from(DECLARATION);
    body.push_str("<Error>");
    element(&mut body, "Code", error.code());
    if let Some(message) = error.message() {
        element(&mut body, "Message", message);
    }
    for (name, value) in error.fields() {
        let (FieldValue::Text(text) | FieldValue::Json(text)) = value;
        element(&mut body, name, text);
    }
    element(&mut body, "RequestId", request_id);
    element(&mut body, "HostId", host_id);
    body.push_str("</Error>");
    body
}

/// Appends `<name>text</name>` with the text escaped.
pub(crate) fn element(xml: &mut String, name: &str, text: &str) {
    write!(xml, "<{name}>").expect("writing to a String never fails");
    escape_into(xml, text);
    write!(xml, "</{name}>").expect("writing to a String never fails");
}

/// Text as it stands between tags.
pub(crate) fn escape(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    escape_into(&mut xml, text);
    xml
}

/// Escapes markup, and the control characters that XML 1.0 cannot carry as numeric references.
fn escape_into(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            control if (control as u32) < 0x20 && !matches!(control, '\t' | '\n') => {
                write!(xml, "&#x{:x};", control as u32).expect("writing to a String never fails");
            }
            plain => xml.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn own_elements_stand_between_message_and_request_id() {
        let error = AwsError::new(StatusCode::NOT_FOUND, "NoSuchKey", "Gone & <lost>")
            .with_field("Key", "a\rb");
        assert_eq!(
            error_body(&error, "R", "H"),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>\
             <Message>Gone &amp; &lt;lost&gt;</Message><Key>a&#xd;b</Key>\
             <RequestId>R</RequestId><HostId>H</HostId></Error>"
        );
    }
}
