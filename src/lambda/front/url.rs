//! One request to a function URL: who may call, to an event, through the function, and back.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::{AccountId, Signing};
use crate::aws::operation::Operation;
use crate::clock::Clock;
use crate::lambda::error;
use crate::lambda::functions::function_url::{AuthType, FunctionUrl, InvokeMode};
use crate::lambda::functions::registry::{Registry, Runnable, UrlTarget, function_arn};
use crate::lambda::invoke::invocation::Invocation;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::invoke::streaming::Streaming;
use crate::lambda::name::FunctionName;
use crate::lambda::reply;

use super::answer_v2::{answer_of_url, failure_of_url};
use super::event_v2::event_of_url;
use super::request::{FrontRequest, function_headers, trace_id};
use super::{report, response, url_access, url_cors, url_stream};

/// So the path begins where no host can name the URL; its id and the function's path follow.
const PREFIX: &str = "/_ruststack/lambda-url/";
/// What follows the id in a URL's host.
const LABEL: &str = ".lambda-url.";
/// A request's body, and the event that it becomes (Lambda quotas).
const BYTES_MAX: usize = 6 * 1024 * 1024;

/// Function URLs of one world, and what runs their functions.
pub(crate) struct Urls<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) invoker: &'a Invoker,
    pub(crate) clock: &'a Clock,
}

/// A URL that is there.
struct Found {
    target: Arc<UrlTarget>,
    url: Arc<FunctionUrl>,
}

impl Urls<'_> {
    /// Whether the URL of a request wants it signed.
    pub(crate) fn wants_signature(&self, host: &str, path: &str) -> bool {
        let (id, _) = split(host, path);
        let found = self.find(id);
        found.is_some_and(|found| found.url.auth_type == AuthType::AwsIam)
    }

    /// Whether a page of another site may call a URL, by its Cors configuration.
    pub(crate) fn lets_page_in(&self, host: &str, request: &Parts) -> bool {
        let (id, _) = split(host, request.uri.path());
        let found = self.find(id);
        let cors = found.as_ref().and_then(|found| found.url.cors.as_ref());
        cors.is_some_and(|cors| url_cors::allows_origin(cors, &request.headers))
    }

    /// Answers a request to `ID.lambda-url.REGION.…`, or to `/_ruststack/lambda-url/ID/…`.
    pub(crate) async fn answer(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let trace_id = trace_id(self.clock, request.headers());
        let (id, path) = split(&context.host, request.uri().path());
        let (id, path) = (id.to_owned(), path.to_owned());
        let mut response = match self.find(&id) {
            // Recorded answer to an id that leads nowhere.
            None => reply::refusal(&error::access::url_forbidden(None)),
            Some(found) => {
                let cors = found.url.cors.as_ref();
                let headers = request.headers();
                let told = |cors| url_cors::dress(cors, headers);
                let told = cors.map(told).unwrap_or_default();
                let preflight =
                    cors.and_then(|cors| url_cors::preflight(cors, request.method(), headers));
                let (mut response, told) = match preflight {
                    Some(told) => (Response::new(Body::empty()), told),
                    None => {
                        let answer = self.serve(context, &found, path, request, &trace_id).await;
                        (
                            answer.unwrap_or_else(|refused| reply::refusal(&refused)),
                            told,
                        )
                    }
                };
                for (name, value) in told {
                    response.headers_mut().append(name, value);
                }
                response
            }
        };
        let ids = [
            ("x-amzn-requestid", context.request_id.as_str()),
            ("x-amzn-trace-id", &trace_id),
        ];
        for (name, value) in ids {
            if let Ok(value) = HeaderValue::try_from(value) {
                let name = HeaderName::from_static(name);
                response.headers_mut().insert(name, value);
            }
        }
        Operation("FunctionUrl").note(&mut response);
        response
    }

    /// Errors: AccessDeniedException; RequestEntityTooLargeException; TooManyRequestsException. All
    /// else that fails is a 502 that tells nothing; the log does.
    async fn serve(
        &self,
        context: &RequestContext,
        found: &Found,
        path: String,
        request: Request<Body>,
        trace_id: &str,
    ) -> Result<Response<Body>, AwsError> {
        let UrlTarget { scope, name, alias } = &*found.target;
        let arn = function_arn(scope, name, (!alias.is_empty()).then_some(alias));
        self.admit(context, found, &arn)?;
        let runnable = self.resolve(found)?;
        let (head, body) = request.into_parts();
        let too_large = || error::request::request_too_large(BYTES_MAX, "InvokeFunction");
        let body = match body.read(BYTES_MAX).await {
            Ok(body) => body,
            Err(problem) if problem.is::<BodyTooLarge>() => return Err(too_large()),
            Err(problem) => return Err(error::request::body_unreadable(problem)),
        };
        let event = event_of_url(
            &FrontRequest {
                method: head.method,
                path,
                query: head.uri.query().unwrap_or_default().to_owned(),
                headers: function_headers(&head.headers, &context.host, trace_id),
                body,
                function: name.clone(),
                scope: scope.clone(),
                host: context.host.clone(),
                request_id: context.request_id.clone(),
                gateway_id: String::new(),
                time: self.clock.now(),
            },
            &found.url.id,
            signer(context, found.url.auth_type),
        );
        if event.len() > BYTES_MAX {
            return Err(too_large());
        }
        let invocation = Invocation {
            trace_id: Some(trace_id.to_owned()),
            ..Invocation::new(context.request_id.clone(), arn, Bytes::from(event))
        };
        if found.url.invoke_mode == Some(InvokeMode::ResponseStream) {
            return match Streaming::begin(self.invoker, runnable, invocation).await {
                Ok(streaming) => Ok(url_stream::answer(streaming, name).await),
                Err(refused) if refused.status() == StatusCode::TOO_MANY_REQUESTS => Err(refused),
                Err(refused) => {
                    report::failure(name, &refused.to_string());
                    Ok(response::of(failure_of_url()))
                }
            };
        }
        let result = match self.invoker.invoke(runnable, invocation).await {
            Err(refused) if refused.status() == StatusCode::TOO_MANY_REQUESTS => {
                return Err(refused);
            }
            result => result,
        };
        let answer = match result {
            Ok(result) if !result.failed => match answer_of_url(&result.payload) {
                Ok(answer) => answer,
                Err(_) => {
                    let answered = String::from_utf8_lossy(&result.payload);
                    report::failure(name, &format!("malformed answer: {answered}"));
                    failure_of_url()
                }
            },
            Ok(result) => {
                report::failure(name, &String::from_utf8_lossy(&result.payload));
                failure_of_url()
            }
            Err(refused) => {
                report::failure(name, &refused.to_string());
                failure_of_url()
            }
        };
        Ok(response::of(answer))
    }

    fn find(&self, id: &str) -> Option<Found> {
        let target = self.registry.url_target(id)?;
        let shelf = self.registry.shelf(&target.scope);
        let url = shelf.get(&target.name)?.urls.get(&target.alias)?;
        let url = Arc::clone(url);
        Some(Found { target, url })
    }

    /// Errors: AccessDeniedException, unless the caller may use the URL.
    fn admit(&self, context: &RequestContext, found: &Found, arn: &str) -> Result<(), AwsError> {
        let UrlTarget { scope, name, alias } = &*found.target;
        let shelf = self.registry.shelf(scope);
        let policy = shelf.get(name).and_then(|own| own.policies.get(alias));
        let auth_type = found.url.auth_type;
        if url_access::lets_in(auth_type, policy, arn, &scope.account, &context.caller) {
            return Ok(());
        }
        if auth_type == AuthType::None {
            tracing::warn!(
                "the URL of {arn} is closed: its policy must allow everybody both \
                 lambda:InvokeFunctionUrl and lambda:InvokeFunction"
            );
        }
        Err(error::access::url_forbidden(Some(
            "Forbidden. For troubleshooting Function URL authorization issues, see: \
             https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        )))
    }

    fn resolve(&self, found: &Found) -> Result<Runnable, AwsError> {
        let UrlTarget { scope, name, alias } = &*found.target;
        let function = FunctionName::parse(name)?;
        let qualifier = (!alias.is_empty()).then_some(alias.as_str());
        self.registry
            .resolve(scope, &function, qualifier, self.clock)
    }
}

/// A URL's id and the path that the function sees, as it came.
fn split<'a>(host: &'a str, path: &'a str) -> (&'a str, &'a str) {
    if let Some((id, _)) = host.split_once(LABEL) {
        return (id, path);
    }
    let rest = path.strip_prefix(PREFIX).unwrap_or_default();
    match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    }
}

/// Who signed, where the URL asks for it.
fn signer(context: &RequestContext, auth_type: AuthType) -> Option<(&AccountId, &str)> {
    let caller = &context.caller;
    let signed = auth_type == AuthType::AwsIam && caller.signing != Signing::Anonymous;
    let access_key = caller.access_key.as_deref().unwrap_or_default();
    signed.then_some((&caller.scope.account, access_key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_or_the_path_names_the_url() {
        let table = [
            (
                "abc.lambda-url.us-east-1.localhost:4566",
                "/a%20b",
                ("abc", "/a%20b"),
            ),
            ("abc.lambda-url.us-east-1.on.aws", "/", ("abc", "/")),
            (
                "ruststack:4566",
                "/_ruststack/lambda-url/abc/x/",
                ("abc", "/x/"),
            ),
            ("ruststack:4566", "/_ruststack/lambda-url/abc", ("abc", "/")),
            ("ruststack:4566", "/_ruststack/lambda-url/", ("", "/")),
        ];
        for (host, path, expected) in table {
            assert_eq!(split(host, path), expected, "{host}{path}");
        }
    }
}
