//! The Extensions API 2020-01-01 over HTTP, and what our own launcher of extensions asks.

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use serde::Deserialize;

use super::exchange::Exchange;
use super::extension::{Interest, Phase, Unwelcome};
use super::refusal;
use crate::aws::percent;
use crate::clock::Clock;
use crate::lambda::executor::environment::Exit;
use crate::lambda::functions::version::FunctionVersion;

const NAME: &str = "lambda-extension-name";
const IDENTIFIER: &str = "lambda-extension-identifier";
const EVENT_IDENTIFIER: &str = "lambda-extension-event-identifier";
const ERROR_TYPE: &str = "lambda-extension-function-error-type";
const FEATURES: &str = "lambda-extension-accept-feature";
/// A registration names two events at most.
const REGISTRATION_BYTES_MAX: usize = 64 * 1024;

/// What an extension learns when it introduces itself.
pub(super) struct Asked<'a> {
    pub(super) exchange: &'a Exchange,
    pub(super) function: &'a FunctionVersion,
    pub(super) clock: &'a Clock,
}

#[derive(Deserialize)]
struct Registration {
    #[serde(default)]
    events: Vec<String>,
}

/// Answers a call below `/2020-01-01/extension/`; `None` for one that does not exist.
pub(super) async fn answer(
    asked: &Asked<'_>,
    path: &str,
    request: Request<Body>,
) -> Option<Response<Body>> {
    let headers = request.headers();
    let outcome = match (request.method(), path) {
        (&Method::POST, "register") => register(asked, request).await,
        (&Method::GET, "event/next") => next(asked, headers).await,
        (&Method::POST, "init/error") => give_up(asked, headers, Phase::InitError),
        (&Method::POST, "exit/error") => give_up(asked, headers, Phase::ExitError),
        _ => return None,
    };
    Some(outcome.unwrap_or_else(|why| forbidden(&why)))
}

pub(super) fn forbidden(why: &Unwelcome) -> Response<Body> {
    let body = serde_json::json!({"errorMessage": why.message, "errorType": why.error_type});
    json(StatusCode::FORBIDDEN, format!("{body}\n"))
}

/// Answers the launcher: it tells of exits, and waits until everybody has registered, and then for the
/// end.
pub(super) async fn answer_launcher(
    exchange: &Exchange,
    method: &Method,
    parts: &[&str],
) -> Option<Response<Body>> {
    let extensions = &exchange.extensions;
    match (method, parts) {
        (&Method::GET, ["registered"]) => extensions.registered().await,
        (&Method::GET, ["end"]) => extensions.ending().await,
        (&Method::POST, ["exit", status]) => {
            extensions.runtime_exited(Exit::of_shell(status.parse().ok()?));
        }
        (&Method::POST, [name, "exit", status]) => {
            extensions.exited(&percent::decode_lossy(name), status.parse().ok()?);
            exchange.rest();
        }
        _ => return None,
    }
    Some(json(StatusCode::OK, String::new()))
}

async fn register(asked: &Asked<'_>, request: Request<Body>) -> Result<Response<Body>, Unwelcome> {
    let (head, body) = request.into_parts();
    let name = text(&head.headers, NAME).filter(|name| !name.is_empty());
    let empty = || Unwelcome::new("Extension.InvalidExtensionName", "Empty extension name");
    let name = name.ok_or_else(empty)?;
    let unreadable = |why: String| Unwelcome::new("InvalidRequestFormat", why);
    let body = axum::body::to_bytes(body, REGISTRATION_BYTES_MAX).await;
    let body = body.map_err(|why| unreadable(why.to_string()))?;
    let registration: Registration =
        serde_json::from_slice(&body).map_err(|why| unreadable(why.to_string()))?;
    let interest = Interest::parse(&registration.events)?;
    let id = asked.clock.uuid();
    asked.exchange.extensions.register(name, &id, interest)?;
    let function = asked.function;
    let mut told = serde_json::json!({
        "functionName": function.name,
        "functionVersion": function.version,
        "handler": function.handler,
    });
    let features = text(&head.headers, FEATURES).unwrap_or_default();
    if features
        .split(',')
        .any(|feature| feature.trim() == "accountId")
    {
        told["accountId"] = function.scope.account.as_str().into();
    }
    let mut response = json(StatusCode::OK, format!("{told}\n"));
    put(&mut response, IDENTIFIER, &id);
    Ok(response)
}

async fn next(asked: &Asked<'_>, headers: &HeaderMap) -> Result<Response<Body>, Unwelcome> {
    let id = identifier(headers)?;
    let rest = || asked.exchange.rest();
    let event = asked.exchange.extensions.next(id, rest).await?;
    let mut response = json(StatusCode::OK, event);
    put(&mut response, EVENT_IDENTIFIER, &asked.clock.uuid());
    Ok(response)
}

fn give_up(asked: &Asked<'_>, headers: &HeaderMap, at: Phase) -> Result<Response<Body>, Unwelcome> {
    let id = identifier(headers)?;
    let missing = || {
        let message = "Lambda-Extension-Function-Error-Type not found";
        Unwelcome::new("Extension.MissingHeader", message)
    };
    let error_type = text(headers, ERROR_TYPE).ok_or_else(missing)?;
    asked.exchange.extensions.gives_up(id, error_type, at)?;
    Ok(json(StatusCode::ACCEPTED, refusal::ACCEPTED.to_owned()))
}

pub(super) fn identifier(headers: &HeaderMap) -> Result<&str, Unwelcome> {
    let missing = || {
        let message = "Missing Lambda-Extension-Identifier header";
        Unwelcome::new("Extension.MissingExtensionIdentifier", message)
    };
    let id = text(headers, IDENTIFIER).ok_or_else(missing)?;
    let digits = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let parts: Vec<&str> = id.split('-').collect();
    match parts[..] {
        [a, b, c, d, e]
            if digits(a, 8) && [b, c, d].iter().all(|part| digits(part, 4)) && digits(e, 12) =>
        {
            Ok(id)
        }
        _ => {
            let message = "Invalid Lambda-Extension-Identifier";
            Err(Unwelcome::new(
                "Extension.InvalidExtensionIdentifier",
                message,
            ))
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn put(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static(name), value);
    }
}

pub(super) fn json(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
