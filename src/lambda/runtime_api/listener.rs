//! One environment's Runtime API over HTTP.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::serve::ListenerExt;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::answer::{Answer, Event, RESPONSE_BYTES_MAX, RuntimeError, STREAM_BYTES_MAX};
use super::exchange::{Exchange, Refusal};
use super::extension_calls::{self, Asked};
use super::served::Served;
use super::stream::{self, Passed};
use super::{pace, refusal, report, telemetry_calls};

/// Bytes beyond the limit that are read and thrown away, so that a runtime that sends too much
/// still reads its refusal.
const SURPLUS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Where the script that starts external extensions tells of them.
const LAUNCHER: &str = "/ruststack/extensions/";
/// Where the script that stops and wakes a container's processes hears when.
const PACE: &str = "/ruststack/pace";
/// Where what a container runs asks whether it may begin.
const BEGIN: &str = "/ruststack/begin";

/// Serves until it is dropped.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    was_reached: Arc<AtomicBool>,
    serving: JoinHandle<()>,
}

impl RuntimeApi {
    /// Takes a free port of `address` and serves an environment there.
    pub(crate) async fn serve(address: IpAddr, served: Served) -> io::Result<Self> {
        let listener = TcpListener::bind((address, 0)).await?;
        let address = listener.local_addr()?;
        let was_reached = Arc::new(AtomicBool::new(false));
        let reached = Arc::clone(&was_reached);
        let listener = listener.tap_io(move |stream| {
            reached.store(true, Ordering::Relaxed);
            let _ = stream.set_nodelay(true);
        });
        let app = Router::new().fallback(route).with_state(served);
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self {
            address,
            was_reached,
            serving,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Something has connected.
    pub(crate) fn was_reached(&self) -> bool {
        self.was_reached.load(Ordering::Relaxed)
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn route(State(served): State<Served>, request: Request<Body>) -> Response<Body> {
    let exchange = &served.exchange;
    // No runtime is a browser, and no web page may take a function's events.
    if request.headers().contains_key(header::ORIGIN)
        || request.headers().contains_key("sec-fetch-site")
    {
        return answer(StatusCode::FORBIDDEN, String::new());
    }
    let path = request.uri().path().to_owned();
    let not_found = || answer(StatusCode::NOT_FOUND, "404 page not found\n".to_owned());
    if let Some(path) = path.strip_prefix("/2020-01-01/extension/") {
        let asked = Asked {
            exchange,
            function: &served.function,
            clock: &served.clock,
        };
        let answer = extension_calls::answer(&asked, path, request).await;
        return answer.unwrap_or_else(not_found);
    }
    if let Some(api) = telemetry_calls::api(&path) {
        return match *request.method() {
            Method::PUT => telemetry_calls::answer(&served, api, request).await,
            _ => not_found(),
        };
    }
    if path == PACE {
        return pace::answer(exchange.rests());
    }
    if path == BEGIN {
        exchange.wait_to_begin().await;
        return Response::new(Body::empty());
    }
    if let Some(path) = path.strip_prefix(LAUNCHER) {
        let parts: Vec<&str> = path.split('/').collect();
        let answer = extension_calls::answer_launcher(exchange, request.method(), &parts).await;
        return answer.unwrap_or_else(not_found);
    }
    let Some(path) = path.strip_prefix("/2018-06-01/runtime/") else {
        return not_found();
    };
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method(), parts.as_slice()) {
        (&Method::GET, ["invocation", "next"]) => {
            exchange.extensions.close();
            next(exchange).await
        }
        (&Method::POST, ["invocation", id, "response"]) => respond(exchange, id, request).await,
        (&Method::POST, ["invocation", id, "error"]) => fail(exchange, id, request).await,
        (&Method::POST, ["init", "error"]) => {
            let failed = |error| exchange.initialisation_failed(error);
            start_failed(request, failed).await
        }
        (&Method::GET, ["restore", "next"]) if served.function.snap_start => {
            exchange.extensions.close();
            match exchange.restore_next().await {
                Ok(()) => answer(StatusCode::OK, String::new()),
                Err(refusal) => refused(refusal::refused(refusal)),
            }
        }
        (&Method::POST, ["restore", "error"]) if served.function.snap_start => {
            let failed = |error| exchange.restoration_failed(error);
            start_failed(request, failed).await
        }
        // Not AWS's: said by RustStack's own client for Python.
        (&Method::POST, ["debugger", state @ ("attached" | "detached")]) => {
            exchange.debugger.set_attached(*state == "attached");
            accepted()
        }
        _ => not_found(),
    }
}

async fn next(exchange: &Exchange) -> Response<Body> {
    match exchange.next().await {
        Ok(event) => event_response(event),
        Err(refusal) => refused(refusal::refused(refusal)),
    }
}

fn event_response(event: Event) -> Response<Body> {
    let headers = [
        ("lambda-runtime-aws-request-id", event.request_id),
        ("lambda-runtime-deadline-ms", event.deadline_ms.to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            event.invoked_function_arn,
        ),
        ("lambda-runtime-trace-id", event.trace_id),
        (
            "lambda-runtime-client-context",
            event.client_context.unwrap_or_default(),
        ),
        (
            "lambda-runtime-aws-tenant-id",
            event.tenant_id.unwrap_or_default(),
        ),
    ];
    let mut response = Response::new(Body::from(event.payload));
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, json());
    for (name, value) in headers {
        // A value that no header can carry is left out, as AWS leaves out empty ones.
        match HeaderValue::try_from(value) {
            Ok(value) if !value.is_empty() => {
                own.insert(HeaderName::from_static(name), value);
            }
            _ => {}
        }
    }
    response
}

async fn respond(exchange: &Exchange, id: &str, request: Request<Body>) -> Response<Body> {
    let claim = match exchange.claim(id) {
        Ok(claim) => claim,
        Err(refusal) => return refused(refusal::refused(refusal)),
    };
    let (head, body) = request.into_parts();
    let sink = claim.sink.filter(|_| stream::is_streaming(&head.headers));
    let (answer, reply) = match sink {
        Some(sink) => match stream::pass_on(&sink, &head.headers, body).await {
            Passed::Whole => (Answer::Streamed, accepted()),
            Passed::Failed(error) => (Answer::Error(error), accepted()),
            Passed::TooLarge => (
                Answer::too_large(STREAM_BYTES_MAX),
                refused(refusal::too_large(STREAM_BYTES_MAX)),
            ),
            Passed::Truncated => (Answer::truncated(), refused(refusal::truncated())),
        },
        None => match read(body).await {
            // A stream that fails midway says so in its trailers.
            Read::Whole { bytes, trailers } => match report::in_trailers(&trailers) {
                None => (Answer::Response(bytes), accepted()),
                Some(error) => (Answer::Error(error), accepted()),
            },
            Read::TooLarge => whole_too_large(),
            Read::Truncated => (Answer::truncated(), refused(refusal::truncated())),
        },
    };
    let _ = claim.answer.send(answer);
    reply
}

fn whole_too_large() -> (Answer, Response<Body>) {
    let bytes_max = RESPONSE_BYTES_MAX;
    let reply = refused(refusal::too_large(bytes_max));
    (Answer::too_large(bytes_max), reply)
}

async fn fail(exchange: &Exchange, id: &str, request: Request<Body>) -> Response<Body> {
    let claim = match exchange.claim(id) {
        Ok(claim) => claim,
        Err(refusal) => return refused(refusal::refused(refusal)),
    };
    let (head, body) = request.into_parts();
    let error = |payload| Answer::Error(report::in_headers(&head.headers, payload));
    let (answer, reply) = match read(body).await {
        Read::Whole { bytes, .. } => (error(bytes), accepted()),
        Read::TooLarge => whole_too_large(),
        Read::Truncated => (error(Bytes::new()), refused(refusal::truncated())),
    };
    let _ = claim.answer.send(answer);
    reply
}

/// A runtime says that it cannot initialise, or go on where it was restored; `failed` takes that in.
async fn start_failed(
    request: Request<Body>,
    failed: impl FnOnce(RuntimeError) -> Result<(), Refusal>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let bytes = match read(body).await {
        Read::Whole { bytes, .. } => bytes,
        Read::TooLarge => return refused(refusal::too_large(RESPONSE_BYTES_MAX)),
        Read::Truncated => return refused(refusal::truncated()),
    };
    match failed(report::in_headers(&head.headers, bytes)) {
        Ok(()) => accepted(),
        Err(refusal) => refused(refusal::refused(refusal)),
    }
}

enum Read {
    Whole { bytes: Bytes, trailers: HeaderMap },
    TooLarge,
    Truncated,
}

async fn read(mut body: Body) -> Read {
    let mut bytes = BytesMut::new();
    let mut trailers = HeaderMap::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Read::Truncated;
        };
        match frame.into_data() {
            Ok(data) => {
                length += data.len();
                if length <= RESPONSE_BYTES_MAX {
                    bytes.extend_from_slice(&data);
                } else if length > RESPONSE_BYTES_MAX + SURPLUS_BYTES_MAX {
                    break;
                }
            }
            Err(frame) => trailers.extend(frame.into_trailers().unwrap_or_default()),
        }
    }
    match length > RESPONSE_BYTES_MAX {
        true => Read::TooLarge,
        false => Read::Whole {
            bytes: bytes.freeze(),
            trailers,
        },
    }
}

fn accepted() -> Response<Body> {
    answer(StatusCode::ACCEPTED, refusal::ACCEPTED.to_owned())
}

fn refused((status, body): (StatusCode, String)) -> Response<Body> {
    answer(status, body)
}

fn answer(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, json());
    response
}

fn json() -> HeaderValue {
    HeaderValue::from_static("application/json")
}
