//! A response that reaches its caller while the runtime still makes it.

use axum::body::Body;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;

use super::answer::{Piece, ResponseSink, RuntimeError, STREAM_BYTES_MAX};
use super::report;

const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";

/// How a stream went.
pub(super) enum Passed {
    Whole,
    /// Its trailers tell of an error.
    Failed(RuntimeError),
    TooLarge,
    /// It broke off.
    Truncated,
}

/// Whether a runtime says that its response is a stream.
pub(super) fn is_streaming(headers: &HeaderMap) -> bool {
    let mode = headers.get(RESPONSE_MODE);
    mode.is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(b"streaming"))
}

/// Hands on what comes as it comes; the runtime waits for a caller who reads slowly. When the caller
/// is gone the rest is thrown away: the function goes on to its end.
pub(super) async fn pass_on(sink: &ResponseSink, headers: &HeaderMap, mut body: Body) -> Passed {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let _ = sink
        .send(Piece::Begin(content_type.map(str::to_owned)))
        .await;
    let (mut length, mut failed) = (0, None);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Passed::Truncated;
        };
        match frame.into_data() {
            Ok(data) => {
                length += data.len();
                if length > STREAM_BYTES_MAX {
                    return Passed::TooLarge;
                }
                let _ = sink.send(Piece::Data(data)).await;
            }
            Err(frame) => {
                let trailers = frame.into_trailers().unwrap_or_default();
                failed = failed.or_else(|| report::in_trailers(&trailers));
            }
        }
    }
    failed.map_or(Passed::Whole, Passed::Failed)
}
