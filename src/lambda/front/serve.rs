//! One request through the front: to an event, through the function, and back.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::json;

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::constraint::Violations;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::operation::Operation;
use crate::aws::percent;
use crate::aws::time::iso_millis;
use crate::clock::Clock;
use crate::lambda::functions::registry::Registry;
use crate::lambda::invoke::invocation::Invocation;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::FunctionName;
use crate::lambda::tenancy;

use super::answer::FrontAnswer;
use super::answer_v1::{answer_v1, failure_v1};
use super::answer_v2::{answer_of_url, answer_v2, failure_of_url, failure_v2};
use super::event_v1::event_v1;
use super::event_v2::{event_of_url, event_v2};
use super::journal::{Entry, Journal};
use super::report;
use super::request::{FrontRequest, PayloadVersion, function_headers, take_version, trace_id};

/// So the path of a request to the front begins; the function's name and the function's path follow.
const PREFIX: &str = "/_ruststack/lambda/";
/// So the host ends, and the function's name stands before it: then the path is all the function's,
/// and links and redirects lead back to it. Browsers write hosts in lower case.
const HOST_SUFFIXES: [&str; 2] = [".lambda.localhost", ".lambda.localhost.localstack.cloud"];
/// A request's body (API Gateway quotas).
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
/// An event of a synchronous invocation (Lambda quotas).
const EVENT_BYTES_MAX: usize = 6 * 1024 * 1024;
/// The failure that a function's own log says nothing of.
const TOO_LARGE_TO_LEAVE: &str = "\"Function.ResponseSizeTooLarge\"";

/// Answers a request to `/_ruststack/lambda/FUNCTION[:QUALIFIER]/PATH`, or to `/PATH` of the host
/// `FUNCTION.lambda.localhost`, as an API in front of the function would: a REST API, or what else the request asks for.
pub(crate) async fn front(
    registry: &Registry,
    invoker: &Invoker,
    clock: &Clock,
    journal: &Journal,
    context: &RequestContext,
    request: Request<Body>,
) -> Response<Body> {
    let ids = Ids::new(clock, context, &request);
    let began = Instant::now();
    let mut seen = Entry {
        time: iso_millis(clock.now()),
        function: String::new(),
        method: request.method().to_string(),
        path: String::new(),
        status: StatusCode::OK,
        took: Duration::ZERO,
        event: Bytes::new(),
        answer: Bytes::new(),
    };
    let (version, answer) =
        serve(registry, invoker, clock, context, request, &ids, &mut seen).await;
    seen.status = answer.status;
    seen.took = began.elapsed();
    journal.write(seen);
    ids.respond((version, answer))
}

/// What one request is known by.
struct Ids {
    request_id: String,
    gateway_id: String,
    trace_id: String,
}

/// An answer and the kind of API that gives it.
type Answered = (PayloadVersion, FrontAnswer);

async fn serve(
    registry: &Registry,
    invoker: &Invoker,
    clock: &Clock,
    context: &RequestContext,
    request: Request<Body>,
    ids: &Ids,
    seen: &mut Entry,
) -> Answered {
    let (mut head, body) = request.into_parts();
    let mut query = head.uri.query().unwrap_or_default().to_owned();
    let Ok(version) = take_version(&mut head.headers, &mut query) else {
        let text = "The payload version is 1.0, 2.0 or function-url";
        return (PayloadVersion::V1, message(StatusCode::BAD_REQUEST, text));
    };
    let (function, path) = split(&context.host, head.uri.path());
    seen.function.clone_from(&function);
    seen.path = match query.is_empty() {
        true => path.clone(),
        false => format!("{path}?{query}"),
    };
    let name = match FunctionName::parse(&function) {
        Ok(name) => name,
        Err(error) => return (version, refusal(&error)),
    };
    let found = match registry.resolve(context.scope(), &name, None, clock) {
        Ok(found) => found,
        Err(error) => return (version, refusal(&error)),
    };
    let body = match body.read(BODY_BYTES_MAX).await {
        Ok(body) => body,
        Err(error) if error.is::<BodyTooLarge>() => {
            let why = format!("API Gateway takes bodies of {BODY_BYTES_MAX} bytes at most");
            report::unusable(&function, &why);
            return (version, too_large(version));
        }
        Err(_) => return (version, message(StatusCode::BAD_REQUEST, "Bad Request")),
    };
    // Where API Gateway's REST APIs map one to it (Developer Guide, "Invoking Lambda functions with tenant
    // isolation").
    let mut violations = Violations::default();
    let tenant_id = tenancy::tenant_id(&head.headers, &mut violations);
    let tenant_id = tenant_id.filter(|_| found.version.tenant_isolation);
    if let Err(error) = violations.finish(Some(())) {
        return (version, refusal(&error));
    }
    let request = FrontRequest {
        method: head.method,
        path,
        query,
        headers: function_headers(&head.headers, &context.host, &ids.trace_id),
        body,
        function: name.name.clone(),
        scope: context.scope().clone(),
        host: context.host.clone(),
        request_id: ids.request_id.clone(),
        gateway_id: ids.gateway_id.clone(),
        time: clock.now(),
    };
    let event = match version {
        PayloadVersion::V1 => event_v1(&request),
        PayloadVersion::V2 => event_v2(&request),
        PayloadVersion::Url => event_of_url(&request, &request.function, None),
    };
    let event = Bytes::from(event);
    seen.event = event.clone();
    if event.len() > EVENT_BYTES_MAX {
        let bytes = event.len();
        let why =
            format!("its event has {bytes} bytes, and Lambda takes {EVENT_BYTES_MAX} at most");
        report::unusable(&function, &why);
        return (version, too_large(version));
    }
    let arn = match &name.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", found.version.arn()),
        None => found.version.arn(),
    };
    let mut invocation = Invocation::new(clock.uuid(), arn, event);
    invocation.trace_id = Some(ids.trace_id.clone());
    invocation.tenant_id = tenant_id;
    let invoked = invoker.invoke(found, invocation).await;
    if let Ok(result) = &invoked {
        seen.answer = result.payload.clone();
    }
    let answer = match invoked {
        Ok(result) if !result.failed => read_answer(version, &result.payload, &function),
        Ok(result) => {
            let payload = String::from_utf8_lossy(&result.payload);
            match payload.contains(TOO_LARGE_TO_LEAVE) {
                true => report::unusable(&function, &payload),
                false => report::failure(&function, &payload),
            }
            failure(version)
        }
        Err(error) => {
            report::unusable(&function, &error.to_string());
            failure(version)
        }
    };
    (version, answer)
}

/// The function's name, decoded, and the path that the function sees, as it came.
fn split(host: &str, path: &str) -> (String, String) {
    let name = host.split(':').next().unwrap_or_default();
    let mut functions = HOST_SUFFIXES
        .iter()
        .filter_map(|suffix| name.strip_suffix(suffix));
    if let Some(function) = functions.next() {
        return (function.to_owned(), path.to_owned());
    }
    let rest = path.strip_prefix(PREFIX).unwrap_or_default();
    match rest.split_once('/') {
        Some((function, path)) => (percent::decode_lossy(function), format!("/{path}")),
        None => (percent::decode_lossy(rest), "/".to_owned()),
    }
}

fn read_answer(version: PayloadVersion, payload: &[u8], function: &str) -> FrontAnswer {
    let answer = match version {
        PayloadVersion::V1 => answer_v1(payload),
        PayloadVersion::V2 => answer_v2(payload),
        PayloadVersion::Url => answer_of_url(payload),
    };
    answer.unwrap_or_else(|_| {
        let answered = String::from_utf8_lossy(payload);
        report::unusable(function, &format!("malformed proxy answer: {answered}"));
        failure(version)
    })
}

/// The client sees nothing of the reason, as on AWS; the log does.
fn failure(version: PayloadVersion) -> FrontAnswer {
    match version {
        PayloadVersion::V1 => failure_v1(),
        PayloadVersion::V2 => failure_v2(),
        PayloadVersion::Url => failure_of_url(),
    }
}

/// Texts of API Gateway's own answers: "Gateway response types" for REST APIs, recorded for HTTP APIs.
fn too_large(version: PayloadVersion) -> FrontAnswer {
    let text = match version {
        PayloadVersion::V1 => "Request Too Long",
        PayloadVersion::V2 | PayloadVersion::Url => "Request Entity Too Large",
    };
    message(StatusCode::PAYLOAD_TOO_LARGE, text)
}

/// Why there is no function to ask. An API would not exist without one, so these words are Lambda's.
fn refusal(error: &AwsError) -> FrontAnswer {
    message(error.status(), error.message().unwrap_or_default())
}

fn message(status: StatusCode, text: &str) -> FrontAnswer {
    FrontAnswer {
        status,
        headers: vec![(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body: Bytes::from(json!({ "message": text }).to_string()),
    }
}

impl Ids {
    fn new(clock: &Clock, context: &RequestContext, request: &Request<Body>) -> Self {
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        Self {
            request_id: context.request_id.clone(),
            gateway_id: format!("{}=", clock.random_text(BASE64, 15)),
            trace_id: trace_id(clock, request.headers()),
        }
    }

    fn respond(self, (version, answer): Answered) -> Response<Body> {
        let mut response = Response::new(Body::from(answer.body));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        for (name, value) in answer.headers {
            headers.append(name, value);
        }
        // Recorded answers: which ids the two kinds of API send.
        let ids = match version {
            PayloadVersion::V1 => vec![
                ("x-amzn-requestid", self.request_id),
                ("x-amz-apigw-id", self.gateway_id),
                ("x-amzn-trace-id", self.trace_id),
            ],
            PayloadVersion::V2 => vec![("apigw-requestid", self.gateway_id)],
            PayloadVersion::Url => vec![
                ("x-amzn-requestid", self.request_id),
                ("x-amzn-trace-id", self.trace_id),
            ],
        };
        for (name, value) in ids {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        Operation("Front").note(&mut response);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_or_the_path_names_the_function() {
        let local = "localhost:4566";
        let table = [
            (local, "/_ruststack/lambda/app", "app", "/"),
            (local, "/_ruststack/lambda/app/", "app", "/"),
            (
                local,
                "/_ruststack/lambda/app:7/a/b%20c",
                "app:7",
                "/a/b%20c",
            ),
            (local, "/_ruststack/lambda/app%3A7//a/", "app:7", "//a/"),
            (local, "/_ruststack/lambda/", "", "/"),
            ("app.lambda.localhost:4566", "/a/b", "app", "/a/b"),
            (
                "app.lambda.localhost",
                "/_ruststack/lambda/x/",
                "app",
                "/_ruststack/lambda/x/",
            ),
        ];
        for (host, path, function, rest) in table {
            let expected = (function.to_owned(), rest.to_owned());
            assert_eq!(split(host, path), expected, "{host}{path}");
        }
    }
}
