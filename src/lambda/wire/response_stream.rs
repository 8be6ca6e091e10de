//! InvokeWithResponseStream's answer: an event stream of chunks, and of how it ended.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body::Frame;
use http_body_util::StreamBody;
use serde::Serialize;

use crate::aws::body::{Body, BodyError};
use crate::aws::error::AwsError;
use crate::aws::protocol::event_stream;
use crate::lambda::invoke::invocation::InvocationResult;
use crate::lambda::invoke::streaming::{Step, Streaming};

/// What InvokeWithResponseStream answers.
#[derive(Debug)]
pub(crate) enum InvokeWithResponseStreamOutput {
    /// The response is on its way.
    Stream {
        streaming: Box<Streaming>,
        executed_version: String,
        trace_id: String,
    },
    /// The caller may invoke the function.
    DryRun,
}

/// InvokeWithResponseStreamCompleteEvent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InvokeComplete<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_details: Option<&'a str>,
    /// The end of the log in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_result: Option<String>,
}

/// Writes the answer: 200 with the stream, or 204.
pub(crate) fn response(output: InvokeWithResponseStreamOutput) -> Response<Body> {
    let InvokeWithResponseStreamOutput::Stream {
        streaming,
        executed_version,
        trace_id,
    } = output
    else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    };
    let frames = futures_util::stream::unfold(streaming, |mut streaming| async {
        let frame = frame_of(streaming.next().await?);
        Some((Ok::<_, BodyError>(Frame::data(frame)), streaming))
    });
    let mut response = Response::new(Body::stream(StreamBody::new(frames)));
    let headers = [
        (CONTENT_TYPE, "application/vnd.amazon.eventstream"),
        (
            HeaderName::from_static("x-amz-executed-version"),
            &executed_version,
        ),
        (HeaderName::from_static("x-amzn-trace-id"), &trace_id),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The bytes of one step: a chunk, or what is left and the end.
fn frame_of(step: Step) -> Bytes {
    match step {
        Step::Data(data) => chunk(&data),
        Step::End(Ok(result)) => end_of(&result),
        Step::End(Err(refused)) => complete_with(&refused),
    }
}

fn end_of(result: &InvocationResult) -> Bytes {
    let log_result = result.log_tail.as_ref();
    let log_result = log_result.map(|tail| BASE64_STANDARD.encode(tail));
    let payload = String::from_utf8_lossy(&result.payload);
    let mut frames = BytesMut::new();
    if !result.failed && !result.payload.is_empty() {
        frames.extend_from_slice(&chunk(&result.payload));
    }
    frames.extend_from_slice(&complete(&InvokeComplete {
        error_code: result.failed.then_some("Unhandled"),
        error_details: result.failed.then_some(&payload),
        log_result,
    }));
    frames.freeze()
}

fn complete_with(refused: &AwsError) -> Bytes {
    complete(&InvokeComplete {
        error_code: Some(refused.code()),
        error_details: refused.message(),
        log_result: None,
    })
}

fn chunk(payload: &[u8]) -> Bytes {
    event_stream::event("PayloadChunk", Some("application/octet-stream"), payload)
}

fn complete(end: &InvokeComplete<'_>) -> Bytes {
    let document = serde_json::to_vec(end).expect("the event is plain data with text keys");
    event_stream::event("InvokeComplete", Some("application/json"), &document)
}
