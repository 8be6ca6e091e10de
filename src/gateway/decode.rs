//! Takes the aws-chunked framing off a request, for every service alike.

use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::error;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::headers::{X_AMZ_CONTENT_SHA256, X_AMZ_DECODED_CONTENT_LENGTH};
use crate::aws::sigv4::chunk_signatures::ChunkSignatures;
use crate::aws::sigv4::chunked::ChunkedBody;
use crate::aws::trailers::Trailers;

const CODING: &str = "aws-chunked";

/// Afterwards the body is the data, Content-Length its length, and [`Trailers`] stand in the
/// request's extensions. With `signatures`, those of the chunks are verified. The body of a request
/// without that framing is left alone.
pub(crate) fn decode(
    parts: &mut Parts,
    body: Body,
    signatures: Option<ChunkSignatures>,
) -> Result<Body, AwsError> {
    let is_framed = is_framed(&parts.headers);
    remove_coding(&mut parts.headers);
    if !is_framed {
        return Ok(body);
    }
    let length = text(&parts.headers, &X_AMZ_DECODED_CONTENT_LENGTH)
        .and_then(|length| length.parse::<u64>().ok())
        .ok_or_else(error::content_length_missing)?;
    let announced = text(&parts.headers, &HeaderName::from_static("x-amz-trailer"))
        .unwrap_or_default()
        .split(',')
        .filter_map(|name| HeaderName::from_bytes(name.trim().as_bytes()).ok())
        .collect();
    parts.headers.remove(TRANSFER_ENCODING);
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(length));
    let trailers = Trailers::default();
    parts.extensions.insert(trailers.clone());
    let chunked = ChunkedBody::new(body, length, announced, trailers);
    Ok(Body::stream(chunked.verified(signatures)))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn codings(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(CONTENT_ENCODING)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|coding| !coding.is_empty())
}

fn is_coding(coding: &&str) -> bool {
    coding.eq_ignore_ascii_case(CODING)
}

/// Whether the body is in chunks. The coding alone is no proof: a client that names it beside its
/// own, as an object's setting, sends the body as it is (ceph/s3-tests).
fn is_framed(headers: &HeaderMap) -> bool {
    text(headers, &X_AMZ_CONTENT_SHA256).is_some_and(|hash| hash.starts_with("STREAMING-"))
        || headers.contains_key(&X_AMZ_DECODED_CONTENT_LENGTH)
            && codings(headers).any(|coding| is_coding(&coding))
}

/// What the user encoded stays: `aws-chunked,gzip` becomes `gzip`.
fn remove_coding(headers: &mut HeaderMap) {
    if !codings(headers).any(|coding| is_coding(&coding)) {
        return;
    }
    let rest = codings(headers)
        .filter(|coding| !is_coding(coding))
        .collect::<Vec<_>>()
        .join(",");
    headers.remove(CONTENT_ENCODING);
    if let Ok(value) = HeaderValue::from_str(&rest)
        && !rest.is_empty()
    {
        headers.insert(CONTENT_ENCODING, value);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn request(headers: &[(&str, &str)]) -> Parts {
        let mut request = http::Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn the_users_own_encoding_stays() {
        let mut parts = request(&[
            ("content-encoding", "aws-chunked, gzip"),
            ("x-amz-decoded-content-length", "4"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ]);
        let body = Body::from("4\r\ndata\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n");
        let body = decode(&mut parts, body, None).unwrap();
        assert_eq!(parts.headers[CONTENT_ENCODING], "gzip");
        assert_eq!(parts.headers[CONTENT_LENGTH], "4");
        assert_eq!(body.read(9).now_or_never().unwrap().unwrap(), "data");
        let trailers = parts.extensions.get::<Trailers>().unwrap();
        assert_eq!(trailers.get().unwrap()["x-amz-checksum-crc32"], "AA==");
    }

    #[test]
    fn other_requests_are_left_alone() {
        let mut parts = request(&[("content-encoding", "gzip")]);
        let body = decode(&mut parts, Body::from("4\r\ndata"), None).unwrap();
        assert_eq!(parts.headers[CONTENT_ENCODING], "gzip");
        assert_eq!(body.read(9).now_or_never().unwrap().unwrap(), "4\r\ndata");
    }

    #[test]
    fn the_coding_alone_frames_nothing_and_goes() {
        for (sent, kept) in [("gzip, aws-chunked", Some("gzip")), ("aws-chunked", None)] {
            let mut parts = request(&[("content-encoding", sent), ("content-length", "4")]);
            let body = decode(&mut parts, Body::from("data"), None).unwrap();
            let encoding = parts.headers.get(CONTENT_ENCODING);
            assert_eq!(encoding.and_then(|value| value.to_str().ok()), kept);
            assert_eq!(body.read(9).now_or_never().unwrap().unwrap(), "data");
        }
    }

    #[test]
    fn the_length_of_the_data_must_be_announced() {
        let mut parts = request(&[("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")]);
        let refusal = decode(&mut parts, Body::empty(), None).err().unwrap();
        assert_eq!(refusal.code(), "MissingContentLength");
    }
}
