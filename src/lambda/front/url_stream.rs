//! A streamed answer of a function URL: what the function says before its body, and the body as it is
//! made (AWS docs, "Response streaming for Lambda functions").

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::{Value, json};

use crate::aws::body::{Body, BodyError};
use crate::lambda::invoke::streaming::{Step, Streaming};

use super::answer::FrontAnswer;
use super::answer_v2::{answer_of_url, failure_of_url};
use super::{report, response};

/// The Content-Type of a response that begins with its status and headers.
const WITH_HEAD: &str = "application/vnd.awslambda.http-integration-response";
/// What stands between those and the body.
const DELIMITER: [u8; 8] = [0; 8];
/// Status and headers are no longer than this; the number is ours.
const HEAD_BYTES_MAX: usize = 256 * 1024;

/// Answers as soon as the function has said enough; a function that fails before is a 502.
pub(super) async fn answer(mut streaming: Streaming, function: &str) -> Response<Body> {
    let content_type = streaming.content_type.take();
    let begun = match content_type.as_deref() {
        Some(WITH_HEAD) => with_head(&mut streaming).await,
        Some(content_type) => plain(&mut streaming, content_type).await,
        // A function that does not stream: its payload is the body, whatever it says (recorded).
        None => plain(&mut streaming, "application/json").await,
    };
    match begun {
        Ok((answer, first)) => {
            let body = body(first, streaming, function.to_owned());
            response::of(answer).map(|_| body)
        }
        Err(why) => {
            report::failure(function, &why);
            response::of(failure_of_url())
        }
    }
}

/// The answer's head, and the first of its body.
type Begun = Result<(FrontAnswer, Bytes), String>;

async fn plain(streaming: &mut Streaming, content_type: &str) -> Begun {
    let first = next(streaming).await?.unwrap_or_default();
    let content_type = HeaderValue::from_str(content_type).map_err(|error| error.to_string())?;
    let answer = FrontAnswer {
        status: StatusCode::OK,
        headers: vec![(CONTENT_TYPE, content_type)],
        body: Bytes::new(),
    };
    Ok((answer, first))
}

async fn with_head(streaming: &mut Streaming) -> Begun {
    let mut read = BytesMut::new();
    let at = loop {
        let found = read
            .windows(DELIMITER.len())
            .position(|window| window == DELIMITER);
        if let Some(at) = found {
            break at;
        }
        if read.len() > HEAD_BYTES_MAX {
            return Err("status and headers are too long".to_owned());
        }
        match next(streaming).await? {
            Some(data) => read.extend_from_slice(&data),
            None => return Err("the response ends before its status and headers".to_owned()),
        }
    };
    let head = read.split_to(at);
    let first = read.split_off(DELIMITER.len()).freeze();
    let malformed = || format!("malformed head: {}", String::from_utf8_lossy(&head));
    let mut metadata: Value = serde_json::from_slice(&head).map_err(|_| malformed())?;
    let fields = metadata.as_object_mut().ok_or_else(malformed)?;
    fields.entry("statusCode").or_insert(json!(200));
    fields.remove("body");
    let answer = answer_of_url(metadata.to_string().as_bytes()).map_err(|_| malformed())?;
    Ok((answer, first))
}

/// The next bytes; `None` at the end. A function that failed is an error that says how.
async fn next(streaming: &mut Streaming) -> Result<Option<Bytes>, String> {
    match streaming.next().await {
        Some(Step::Data(data)) => Ok(Some(data)),
        Some(Step::End(Ok(result))) if result.failed => {
            Err(String::from_utf8_lossy(&result.payload).into_owned())
        }
        Some(Step::End(Ok(result))) => Ok((!result.payload.is_empty()).then_some(result.payload)),
        Some(Step::End(Err(refused))) => Err(refused.to_string()),
        None => Ok(None),
    }
}

/// The first bytes and those that follow. It is too late for another status when the function fails:
/// then the connection breaks off.
fn body(first: Bytes, streaming: Streaming, function: String) -> Body {
    let state = Some((Some(first), streaming, function));
    let frames = futures_util::stream::unfold(state, |state| async move {
        let (first, mut streaming, function) = state?;
        let data = match first.filter(|first| !first.is_empty()) {
            Some(first) => Ok(Some(first)),
            None => next(&mut streaming).await,
        };
        match data {
            Ok(data) => Some((
                Ok::<_, BodyError>(Frame::data(data?)),
                Some((None, streaming, function)),
            )),
            Err(why) => {
                report::failure(&function, &why);
                Some((Err(why.into()), None))
            }
        }
    });
    Body::stream(StreamBody::new(frames))
}
