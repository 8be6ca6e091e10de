//! What the proxy does to the answers of another DynamoDB.

use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Response};

use crate::aws::body::{Body, BodyError};

const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
/// An answer of AWS ends at 1 MB of items, at 16 MB in a batch; JSON and base64 add to that.
const ANSWER_BYTES_MAX: usize = 64 << 20;

/// Hands a backend's answer on: its bytes as they stream in, its headers without what concerns only
/// its own connection or browsers. An answer without a checksum is read first, to give it one.
pub(super) async fn hand_on(answer: reqwest::Response) -> Result<Response<Body>, BodyError> {
    let (mut head, body) = Response::<reqwest::Body>::from(answer).into_parts();
    keep_end_to_end(&mut head.headers);
    if head.headers.contains_key(&CRC32) {
        return Ok(Response::from_parts(head, Body::stream(body)));
    }
    let body = Body::stream(body).read(ANSWER_BYTES_MAX).await;
    let response = Response::from_parts(head, Body::empty());
    body.map(|body| sealed(response, body))
}

/// Gives a whole answer its body, length and checksum.
fn sealed(mut response: Response<Body>, body: Bytes) -> Response<Body> {
    let crc32 = crc_fast::crc32_iso_hdlc(&body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(CRC32, HeaderValue::from(crc32));
    response.map(|_| Body::from(body))
}

fn keep_end_to_end(headers: &mut HeaderMap) {
    let unwanted: Vec<HeaderName> = headers
        .keys()
        .filter(|name| is_of_one_connection(name) || name.as_str().starts_with("access-control-"))
        .cloned()
        .collect();
    for name in unwanted {
        headers.remove(name);
    }
}

/// Headers about a connection, which end where it ends (RFC 9110, 7.6.1).
pub(super) fn is_of_one_connection(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}
