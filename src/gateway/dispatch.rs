//! The way of a request: who is asked, may this client ask, who asks; then the service answers.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt;
use http::header::{CONNECTION, CONTENT_TYPE, DATE, EXPECT, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Request, Response};
use tracing::Instrument;

use super::browser::{self, Page};
use super::changes::may_change;
use super::classify::{Destination, classify};
use super::guard::Guard;
use super::hosts::bare_host;
use super::pages::Shown;
use super::seeds::Seeds;
use super::stall::StallingBody;
use super::unsupported::Ledger;
use super::world_path::{NoSuchWorld, enter};
use super::{authenticate, decode, error, form, pages, respond, verify};
use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::identity::{Caller, Region, Signing};
use crate::aws::operation::{Operation, Unsupported};
use crate::aws::sigv4::chunk_signatures::ChunkSignatures;
use crate::aws::time::http_date;
use crate::clock::{Clock, Flow};
use crate::config::Config;
use crate::world::{World, Worlds};

/// Everything the gateway knows when a request comes in.
pub(crate) struct Gateway {
    pub(super) worlds: Arc<Worlds>,
    guard: Guard,
    pub(super) default_region: Region,
    unsupported: Ledger,
    seeds: Seeds,
}

impl Gateway {
    pub(crate) fn new(config: &Config, worlds: Arc<Worlds>) -> Self {
        Self {
            worlds,
            guard: Guard::new(&config.allowed_hosts, &config.allowed_origins),
            default_region: config.default_region(),
            unsupported: Ledger::default(),
            seeds: Seeds::default(),
        }
    }

    pub(crate) fn seeds(&self) -> &Seeds {
        &self.seeds
    }

    /// Answers one request, inside its span.
    pub(crate) async fn answer(
        &self,
        peer: IpAddr,
        request: Request<axum::body::Body>,
    ) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        let host = host_of(&parts);
        let bare = bare_host(host.as_deref().unwrap_or_default());
        let is_ours = self.guard.check_host(&bare);
        let entered = enter(&self.worlds, &parts.uri, &bare);
        let mut is_there = Ok(());
        let (world, base_path) = match entered {
            Ok(entered) => {
                parts.uri = entered.uri.unwrap_or(parts.uri);
                (entered.world, entered.base_path)
            }
            Err(NoSuchWorld { name, uri }) => {
                parts.uri = uri;
                is_there = Err(error::page::no_such_world(&name));
                (self.worlds.default(), String::new())
            }
        };
        let destination = classify(&parts, &bare);
        let host = host.ok_or_else(error::host_missing);
        let host = host.and_then(|host| is_ours.and(is_there).map(|()| host));
        let request_id = respond::request_id(&destination, &world.clock);
        let method = parts.method.clone();
        let waits = expects_continue(&parts);
        let is_kept = self.worlds.are_kept() && may_change(&parts);
        let without_body = http_body::Body::is_end_stream(&body);
        let span = tracing::debug_span!(
            "request",
            service = service_name(&destination),
            client = %peer,
            world = %world.name,
            operation = tracing::field::Empty,
            status = tracing::field::Empty,
            duration_us = tracing::field::Empty,
            %method,
            path = parts.uri.path(),
            id = request_id,
        );
        let started = (!span.is_disabled()).then(Instant::now);
        let visit = Visit {
            gateway: self,
            world: &world,
            base_path,
        };
        let answer = pin!(visit.pass(peer, parts, body, host, &destination, &request_id));
        // A panic is a bug in a handler; the client gets an answer and the server goes on.
        let answer = AssertUnwindSafe(answer).catch_unwind();
        let mut response = match answer.instrument(span.clone()).await {
            Ok(Ok(response)) => response,
            Ok(Err(refusal)) => respond::refuse(&destination, &method, &request_id, &refusal),
            Err(_) => {
                tracing::error!(request_id, "a handler panicked");
                respond::broken(&destination, &method, &request_id)
            }
        };
        // Nothing is acknowledged before it is written down. Whoever was refused has changed nothing.
        let is_done = response.status().as_u16() < 400;
        if is_kept && is_done && self.worlds.commit(&world).await.is_err() {
            response = respond::broken(&destination, &method, &request_id);
        }
        if let Some(date) = own_date(&world.clock) {
            response.headers_mut().insert(DATE, date);
        }
        if waits && (without_body || !response.status().is_success()) {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        if let Some(unsupported) = response.extensions().get::<Unsupported>() {
            self.unsupported
                .note(service_name(&destination), unsupported);
        }
        if let Some(started) = started {
            let operation = response.extensions().get::<Operation>();
            span.record("operation", operation.map_or("", |operation| operation.0));
            span.record("status", response.status().as_u16());
            span.record("duration_us", started.elapsed().as_micros() as u64);
            span.in_scope(|| tracing::debug!("answered"));
        }
        response
    }

    /// Lets the service answer.
    pub(super) async fn hand_over(
        &self,
        world: &World,
        context: &RequestContext,
        destination: &Destination,
        request: Request<Body>,
    ) -> Result<Response<Body>, AwsError> {
        match destination {
            Destination::Page(page) => {
                let shown = Shown {
                    worlds: &self.worlds,
                    world,
                    unsupported: &self.unsupported,
                    seeds: &self.seeds,
                    host: &context.host,
                };
                Box::pin(pages::answer(*page, shown, request)).await
            }
            Destination::S3 { bucket_in_host } => {
                let s3 = world
                    .s3
                    .as_ref()
                    .ok_or_else(|| error::service_off("S3", "RUSTSTACK_S3"))?;
                let answer = s3.handle(context, bucket_in_host.as_deref(), request);
                // Boxed, so that the other services' requests do not carry room for it.
                Ok(Box::pin(answer).await)
            }
            Destination::Website { bucket } => {
                let off = || error::service_off("S3", "RUSTSTACK_S3");
                let s3 = world.s3.as_ref().ok_or_else(off)?;
                Ok(Box::pin(s3.site(context, bucket, request)).await)
            }
            Destination::DynamoDb => {
                let off = || error::service_off("DynamoDB", "RUSTSTACK_DYNAMODB");
                let dynamodb = world.dynamodb.as_ref().ok_or_else(off)?;
                Ok(dynamodb.handle(context, request).await)
            }
            Destination::Iam => Ok(world.iam.handle(context, request).await),
            Destination::Logs => Ok(Box::pin(world.logs.handle(context, request)).await),
            Destination::Sts => {
                let token = authenticate::session_token(&request);
                Ok(world.sts.handle(context, token.as_deref(), request).await)
            }
            Destination::Lambda
            | Destination::LambdaFront
            | Destination::FunctionUrl
            | Destination::LambdaCode => {
                let off = || error::service_off("Lambda", "RUSTSTACK_LAMBDA");
                let lambda = world.lambda.as_ref().ok_or_else(off)?;
                Ok(match destination {
                    Destination::LambdaFront => Box::pin(lambda.front(context, request)).await,
                    Destination::FunctionUrl => {
                        Box::pin(lambda.urls().answer(context, request)).await
                    }
                    Destination::LambdaCode => Box::pin(lambda.code(context, request)).await,
                    _ => Box::pin(lambda.handle(context, request)).await,
                })
            }
            Destination::OtherService(service) => {
                let target = request.headers().get("x-amz-target");
                let target = target.and_then(|target| target.to_str().ok());
                self.unsupported.note_service(service, target);
                Err(error::other_service(service))
            }
        }
    }
}

/// One request in its world.
struct Visit<'a> {
    gateway: &'a Gateway,
    world: &'a World,
    /// What the name of the world took off the path.
    base_path: String,
}

impl Visit<'_> {
    async fn pass(
        &self,
        peer: IpAddr,
        mut parts: Parts,
        body: axum::body::Body,
        host: Result<String, AwsError>,
        destination: &Destination,
        request_id: &str,
    ) -> Result<Response<Body>, AwsError> {
        let host = host?;
        let body = match http_body::Body::is_end_stream(&body) {
            true => Body::empty(),
            false => Body::stream(StallingBody::new(body)),
        };
        let body = match self.takes_form(&parts, destination) {
            true => Box::pin(form::read(&mut parts, body)).await?,
            false => body,
        };
        let rules_let_in = || match (destination, &self.world.s3, &self.world.lambda) {
            (Destination::S3 { bucket_in_host }, Some(s3), _) => {
                s3.lets_page_in(&parts, bucket_in_host.as_deref())
            }
            (Destination::Website { bucket }, Some(s3), _) => s3.lets_page_in(&parts, Some(bucket)),
            (Destination::FunctionUrl, _, Some(lambda)) => {
                lambda.urls().lets_page_in(&host, &parts)
            }
            _ => false,
        };
        self.gateway
            .guard
            .check_page(&parts, &host, destination, rules_let_in)?;
        let page = Page::of(&parts, destination);
        if let Some(preflight) = browser::preflight(&parts, destination) {
            return Ok(preflight);
        }
        let (caller, body, signatures) = self
            .admit(&parts, body, &host, destination)
            .await
            .map_err(|refusal| self.dress(refusal, &parts, destination))?;
        let context = RequestContext {
            request_id: request_id.to_owned(),
            caller,
            host,
            base_path: self.base_path.clone(),
            source_ip: peer,
            trace_id: trace_id(&parts.headers),
        };
        let body = decode::decode(&mut parts, body, signatures)?;
        let request = Request::from_parts(parts, body);
        let answer = self
            .gateway
            .hand_over(self.world, &context, destination, request);
        let mut response = answer.await?;
        page.dress(&mut response);
        Ok(response)
    }

    /// Who asks, the body, and what its chunks must be signed with.
    async fn admit(
        &self,
        request: &Parts,
        body: Body,
        host: &str,
        destination: &Destination,
    ) -> Result<(Caller, Body, Option<ChunkSignatures>), AwsError> {
        let clock = &self.world.clock;
        if self.is_open_url(request, host, destination) {
            // Whatever such a request is signed with is the function's own matter.
            let caller = authenticate::anonymous(&self.gateway.default_region);
            return Ok((caller, body, None));
        }
        let mut caller =
            authenticate::authenticate(request, destination, &self.gateway.default_region, clock)?;
        let (body, signatures) = self.verify(request, body, destination, &mut caller).await?;
        Ok((caller, body, signatures))
    }

    /// Whether a request is for a function URL that asks nobody who they are.
    fn is_open_url(&self, request: &Parts, host: &str, destination: &Destination) -> bool {
        let lambda = match destination {
            Destination::FunctionUrl => self.world.lambda.as_ref(),
            _ => None,
        };
        let path = request.uri.path();
        lambda.is_some_and(|lambda| !lambda.urls().wants_signature(host, path))
    }

    /// Adds what a refusal owes to its request: DynamoDB answers in the kind of JSON that was sent, and
    /// S3 lets a page read why it was refused, if the bucket's rules do.
    fn dress(&self, refusal: AwsError, request: &Parts, destination: &Destination) -> AwsError {
        if *destination == Destination::DynamoDb && !sends_amz_json(request) {
            let json = HeaderValue::from_static("application/json");
            return refusal.with_header(CONTENT_TYPE, json);
        }
        let (Destination::S3 { bucket_in_host }, Some(s3)) = (destination, &self.world.s3) else {
            return refusal;
        };
        let headers = s3.cross_origin_headers(request, bucket_in_host.as_deref());
        headers.iter().fold(refusal, |refusal, (name, value)| {
            refusal.with_header(name.clone(), value.clone())
        })
    }

    /// Makes sure that the caller is who the request says, if the server was asked to; the caller then
    /// belongs to the account of the key. What comes back is the body, and what its chunks must be
    /// signed with.
    async fn verify(
        &self,
        request: &Parts,
        body: Body,
        destination: &Destination,
        caller: &mut Caller,
    ) -> Result<(Body, Option<ChunkSignatures>), AwsError> {
        let speaks_query = matches!(destination, Destination::Iam | Destination::Sts);
        if speaks_query && caller.signing == Signing::Anonymous {
            return Err(error::missing_authentication_token_of_query());
        }
        if *destination == Destination::Logs && caller.signing == Signing::Anonymous {
            return Err(error::missing_authentication_token());
        }
        let is_api = matches!(
            destination,
            Destination::S3 { .. }
                | Destination::DynamoDb
                | Destination::Lambda
                | Destination::Logs
                | Destination::FunctionUrl
        ) || speaks_query;
        let keys = &*self.world.keys;
        if !is_api || !keys.verifies() {
            return Ok((body, None));
        }
        if caller.signing == Signing::Anonymous {
            // S3 has anonymous callers; DynamoDB and function URLs refuse them in their own order.
            return match destination {
                Destination::Lambda => Err(error::missing_authentication_token()),
                _ => Ok((body, None)),
            };
        }
        if let (Destination::S3 { bucket_in_host }, Some(s3)) = (destination, &self.world.s3)
            && let Some(expected) = s3.region_of(request, bucket_in_host.as_deref())
            && expected != caller.scope.region
        {
            let region = caller.scope.region.as_str();
            return Err(match caller.signing {
                Signing::Header => error::region_in_header(region, expected.as_str()),
                _ => error::region_in_query(region, expected.as_str()),
            });
        }
        let (body, digest) = Box::pin(verify::digest_body(destination, body)).await?;
        let now = self.world.clock.now();
        let verified = verify::verify(keys, request, &self.base_path, destination, &digest, now)?;
        caller.scope.account = verified.account;
        Ok((body, verified.chunks))
    }

    fn takes_form(&self, request: &Parts, destination: &Destination) -> bool {
        match (destination, &self.world.s3) {
            (Destination::S3 { bucket_in_host }, Some(s3)) => {
                s3.takes_form(request, bucket_in_host.as_deref())
            }
            _ => false,
        }
    }
}

/// What Date says where time does not follow the machine, which is what hyper writes.
fn own_date(clock: &Clock) -> Option<HeaderValue> {
    match clock.flow() {
        Flow::Machine => None,
        Flow::Own { .. } => HeaderValue::from_str(&http_date(clock.now())).ok(),
    }
}

/// Whether the client waits for `100 Continue`. AWS sends one before an empty body too, hyper does not;
/// the AWS CLI misreads what follows a final answer without one, unless the connection ends there.
fn expects_continue(request: &Parts) -> bool {
    let expect = request.headers.get(EXPECT);
    expect.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

/// Whether a body is AWS's own kind of JSON; DynamoDB answers the others in plain JSON (recorded).
fn sends_amz_json(request: &Parts) -> bool {
    let sent = request.headers.get(CONTENT_TYPE);
    let sent = sent.and_then(|value| value.to_str().ok()?.split(';').next());
    sent.is_some_and(|essence| essence.trim() == "application/x-amz-json-1.0")
}

/// The one host that a request names: of an absolute target, else of its only Host header.
fn host_of(request: &Parts) -> Option<String> {
    if let Some(authority) = request.uri.authority() {
        return Some(authority.as_str().to_owned());
    }
    let mut hosts = request.headers.get_all(HOST).into_iter();
    let host = hosts.next()?.to_str().ok()?;
    (hosts.next().is_none() && !host.is_empty()).then(|| host.to_owned())
}

fn service_name(destination: &Destination) -> &str {
    match destination {
        Destination::S3 { .. } | Destination::Website { .. } => "s3",
        Destination::DynamoDb => "dynamodb",
        Destination::Iam => "iam",
        Destination::Sts => "sts",
        Destination::Logs => "logs",
        Destination::Lambda
        | Destination::LambdaFront
        | Destination::FunctionUrl
        | Destination::LambdaCode => "lambda",
        Destination::Page(_) => "ruststack",
        Destination::OtherService(service) => service,
    }
}

/// Longer ones than SDKs send are nobody's.
const TRACE_ID_BYTES_MAX: usize = 1024;

/// What a function's SDK sends on, so that loops of events are found.
fn trace_id(headers: &HeaderMap) -> Option<Arc<str>> {
    let header = headers.get("x-amzn-trace-id")?;
    let text = header.to_str().ok();
    text.filter(|text| text.len() <= TRACE_ID_BYTES_MAX)
        .map(Arc::from)
}
