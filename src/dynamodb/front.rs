//! DynamoDB's HTTP: which requests are operations, and the headers of every answer.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_ENCODING, CONTENT_TYPE, ORIGIN, SERVER,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use super::api;
use super::compression::{self, Coding, CodingProblem, accepted};
use super::engine::directory::Engine;
use super::engine::page::{Reach, Reached, TooFar};
use super::error::protocol;
use super::operations::{self, Named};
use super::remote::Remote;
use super::wire::reader::{Reader, WireProblem};
use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::headers::{X_AMZ_CRC32, X_AMZ_TARGET, X_AMZN_REQUESTID};
use crate::aws::identity::Signing;
use crate::aws::operation::{Operation, Unsupported};
use crate::aws::protocol::json::error_body;

/// A request's body at most (Developer Guide, "Quotas": 16 MB for a batch).
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// A request's line, and all of its headers, at most (public Alternator suite, which runs on AWS).
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// A longer answer takes longer to compress than to bring to another thread.
const NEAR_CODED_BYTES_MAX: usize = 16 * 1024;
const EXPOSED_HEADERS: &str = "x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,Date";
const TWO_DAYS_S: &str = "172800";
/// What a POST that is no operation gets, and its checksum.
const NO_OPERATION: (&str, &str) = ("<UnknownOperationException/>\n", "3552371480");

/// Who answers operations.
pub(crate) enum Backend {
    Embedded(Arc<Engine>),
    Remote(Arc<Remote>),
}

/// A backend behind DynamoDB's protocol.
pub(crate) struct Front {
    backend: Backend,
}

impl Front {
    pub(crate) fn new(backend: Backend) -> Self {
        Self { backend }
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Answers one request: a health check, a preflight, or an operation.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        let mut response = match parts.method {
            _ if is_too_long(&parts) => status(StatusCode::BAD_REQUEST),
            Method::OPTIONS if parts.headers.contains_key(ORIGIN) => preflight(&parts.headers),
            Method::GET => health(context),
            Method::POST if parts.uri.path() == "/" => self.post(context, &mut parts, body).await,
            _ => no_operation(),
        };
        let headers = response.headers_mut();
        insert(headers, &X_AMZN_REQUESTID, &context.request_id);
        headers.insert(SERVER, HeaderValue::from_static("Server"));
        if parts.headers.contains_key(ORIGIN) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            headers.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(EXPOSED_HEADERS),
            );
        }
        response
    }

    async fn post(
        &self,
        context: &RequestContext,
        parts: &mut Parts,
        body: Body,
    ) -> Response<Body> {
        let body = match body.read(BODY_BYTES_MAX).await {
            Ok(body) => body,
            Err(error) if error.is::<BodyTooLarge>() => {
                return status(StatusCode::PAYLOAD_TOO_LARGE);
            }
            // The client is gone, or sent something that is not HTTP.
            Err(_) => return status(StatusCode::BAD_REQUEST),
        };
        let Some(content_type) = content_type(&parts.headers, &body) else {
            return no_operation();
        };
        let body = match compression::decoded(&mut parts.headers, body, BODY_BYTES_MAX) {
            Ok(body) => body,
            Err(CodingProblem::TooLarge) => return status(StatusCode::PAYLOAD_TOO_LARGE),
            Err(CodingProblem::Undecodable) => {
                return failure(content_type, &protocol::internal_failure());
            }
        };
        match &self.backend {
            Backend::Embedded(engine) => {
                embedded(engine, context, parts, content_type, &body).await
            }
            // Boxed, so that requests to the embedded engine do not carry room for it.
            Backend::Remote(remote) => match Box::pin(remote.answer(context, parts, body)).await {
                Ok(response) => response,
                Err(error) => failure(content_type, &error),
            },
        }
    }
}

async fn embedded(
    engine: &Arc<Engine>,
    context: &RequestContext,
    parts: &Parts,
    content_type: &'static str,
    body: &Bytes,
) -> Response<Body> {
    let target = target(&parts.headers);
    let operation = target.and_then(operations::find);
    let accepted = accepted(&parts.headers);
    let answer = match operation {
        Some(operation) => match run(engine, context, operation, body, Reach::Near) {
            Ok(Err(TooFar)) => run_aside(engine, context, operation, body, accepted).await,
            Ok(Ok(text)) => coded(text, accepted).await,
            Err(error) => Err(error),
        },
        None => Err(unknown_operation(body)),
    };
    let mut response = match answer {
        Ok(answer) => json(StatusCode::OK, content_type, answer),
        Err(error) => failure(content_type, &error),
    };
    if let Some(operation) = operation {
        Operation(operation.name).note(&mut response);
    } else if let Some(name) = target.and_then(api::named) {
        response
            .extensions_mut()
            .insert(Unsupported::operation(name));
    }
    response
}

/// As [`run`], on a thread that nobody else needs. It goes on if the client goes away.
async fn run_aside(
    engine: &Arc<Engine>,
    context: &RequestContext,
    operation: &'static Named,
    body: &Bytes,
    accepted: Option<Coding>,
) -> Result<Coded, AwsError> {
    let (engine, context, body) = (Arc::clone(engine), context.clone(), body.clone());
    aside(move || {
        let answer = run(&engine, &context, operation, &body, Reach::Page)?;
        let text = answer.map_err(|TooFar| protocol::internal_failure())?;
        Ok(Coded::new(text, accepted))
    })
    .await
}

/// An answer as it leaves; a long one is compressed on a thread that nobody else needs.
async fn coded(text: String, accepted: Option<Coding>) -> Result<Coded, AwsError> {
    match accepted.is_some() && text.len() > NEAR_CODED_BYTES_MAX {
        true => aside(move || Ok(Coded::new(text, accepted))).await,
        false => Ok(Coded::new(text, accepted)),
    }
}

async fn aside(
    work: impl FnOnce() -> Result<Coded, AwsError> + Send + 'static,
) -> Result<Coded, AwsError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(problem) => Err(protocol::internal_failure().with_cause(problem)),
    }
}

/// The answer of an operation, unless that is beyond reach.
fn run(
    engine: &Engine,
    context: &RequestContext,
    operation: &Named,
    body: &Bytes,
    reach: Reach,
) -> Result<Reached<String>, AwsError> {
    let text = std::str::from_utf8(body).map_err(|_| WireProblem::Malformed);
    let text = text.map_err(protocol::serialization)?;
    if context.caller.signing == Signing::Anonymous {
        if !text.is_empty() {
            Reader::check(text).map_err(protocol::serialization)?;
        }
        return Err(protocol::missing_token());
    }
    operation.answer(engine, context, text, reach)
}

/// A body as it leaves, and its checksum, which is of what is sent, compressed or not.
struct Coded {
    body: Bytes,
    coding: Option<HeaderValue>,
    crc32: u32,
}

impl Coded {
    fn new(text: String, accepted: Option<Coding>) -> Self {
        let (body, coding) = compression::encoded(accepted, text);
        let crc32 = crc_fast::crc32_iso_hdlc(&body);
        Self {
            body,
            coding,
            crc32,
        }
    }
}

/// Whether the line or the headers of a request are longer than AWS reads.
fn is_too_long(parts: &Parts) -> bool {
    let headers = parts.headers.iter();
    let bytes = headers.map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    let target = parts.uri.path_and_query().map_or("", |own| own.as_str());
    target.len() > HEAD_BYTES_MAX || bytes.sum::<usize>() > HEAD_BYTES_MAX
}

/// The `Content-Type` of the answer; none if the request is none of DynamoDB's JSON.
fn content_type(headers: &HeaderMap, body: &Bytes) -> Option<&'static str> {
    let sent = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = sent
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    match essence {
        Some("application/x-amz-json-1.0") => Some("application/x-amz-json-1.0"),
        Some("application/json") => Some("application/json"),
        _ if body.is_empty() => Some("application/json"),
        _ => None,
    }
}

/// The operation, with its API in front.
fn target(headers: &HeaderMap) -> Option<&str> {
    headers.get(&X_AMZ_TARGET)?.to_str().ok()
}

/// Bad JSON is reported before a bad target.
fn unknown_operation(body: &Bytes) -> AwsError {
    let check = std::str::from_utf8(body)
        .map_err(|_| WireProblem::Malformed)
        .and_then(|text| match text.is_empty() {
            true => Ok(()),
            false => Reader::check(text),
        });
    if let Err(problem) = check {
        return protocol::serialization(problem);
    }
    protocol::unknown_operation()
}

fn json(status: StatusCode, content_type: &'static str, answer: Coded) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(coding) = answer.coding {
        headers.insert(CONTENT_ENCODING, coding);
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(X_AMZ_CRC32.clone(), HeaderValue::from(answer.crc32));
    response
}

fn failure(content_type: &'static str, error: &AwsError) -> Response<Body> {
    let text = error_body(error, protocol::style(error));
    json(error.status(), content_type, Coded::new(text, None))
}

fn no_operation() -> Response<Body> {
    let (text, crc32) = NO_OPERATION;
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::NOT_FOUND;
    insert(response.headers_mut(), &X_AMZ_CRC32, crc32);
    response
}

/// The trailing space is AWS's.
fn health(context: &RequestContext) -> Response<Body> {
    let text = format!(
        "healthy: dynamodb.{}.amazonaws.com ",
        context.scope().region
    );
    let crc32 = crc_fast::crc32_iso_hdlc(text.as_bytes());
    let mut response = Response::new(Body::from(text));
    response
        .headers_mut()
        .insert(X_AMZ_CRC32.clone(), HeaderValue::from(crc32));
    response
}

fn preflight(request: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    insert(headers, &ACCESS_CONTROL_MAX_AGE, TWO_DAYS_S);
    for (asked, allowed) in [
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
    ] {
        if let Some(value) = request.get(asked) {
            headers.insert(allowed, value.clone());
        }
    }
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn insert(headers: &mut HeaderMap, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name.clone(), value);
    }
}
