//! One request from the front door to its answer.

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, Method, Request, Response};
use s3s::config::{S3Config, StaticConfigProvider};
use s3s::service::{S3Service, S3ServiceBuilder};

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::context::RequestContext;
use crate::aws::error::{AwsError, FieldValue};
use crate::aws::form::Form;
use crate::aws::identity::Region;
use crate::aws::operation::{Operation, Unsupported};
use crate::aws::protocol::xml;
use crate::aws::trailers::Trailers;
use crate::clock::Clock;
use crate::s3::exchange::Exchange;
use crate::s3::objects::buckets::Buckets;
use crate::s3::ops::post_object;
use crate::s3::query::Query;
use crate::s3::{body, error, names, post_form};

use super::adapter::Adapter;
use super::configurations::{self, Run};
use super::cross_origin::{self, CrossOrigin};
use super::route::{self, BodyUse, Target};
use super::{directories, features, numbers, objects, request, respond};

/// Longest XML body.
const DOCUMENT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// s3s, set up once.
pub(in crate::s3) struct Protocol(S3Service);

/// A request that is known to be one of ours.
struct Call {
    operation: &'static str,
    exchange: Arc<Exchange>,
    request: s3s::HttpRequest,
    runner: Runner,
}

/// What runs an operation; those without s3s are handed the names of their bucket and key.
enum Runner {
    S3s,
    Directory(directories::Run, String),
    Configuration(Run, String),
    Object(objects::Run, String, String),
    Form(Arc<Form>, String),
}

impl Protocol {
    pub(in crate::s3) fn new() -> Self {
        let mut builder = S3ServiceBuilder::new(Adapter);
        let mut config = S3Config::default();
        config.xml_max_body_size = DOCUMENT_BYTES_MAX;
        builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(config))));
        Self(builder.build())
    }

    /// Whether a bucket's CORS rules let a page of another site make a request.
    pub(in crate::s3) fn lets_page_in(
        buckets: &Buckets,
        request: &Parts,
        bucket_in_host: Option<&str>,
    ) -> bool {
        let crossing = CrossOrigin::of(request, bucket_in_host);
        crossing.is_some_and(|crossing| crossing.may_pass(buckets))
    }

    /// What a bucket's CORS rules add to an answer.
    pub(in crate::s3) fn cross_origin_headers(
        buckets: &Buckets,
        request: &Parts,
        bucket_in_host: Option<&str>,
    ) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(crossing) = CrossOrigin::of(request, bucket_in_host) {
            crossing.dress(buckets, &mut headers);
        }
        headers
    }

    /// Whether a request is a browser's form: its fields are to be read before it is answered.
    pub(in crate::s3) fn takes_form(request: &Parts, bucket_in_host: Option<&str>) -> bool {
        if request.method != Method::POST {
            return false;
        }
        let target = Target::of(request.uri.path(), bucket_in_host);
        let query = Query::parse(request.uri.query().unwrap_or_default());
        target.zip(query).is_some_and(|(target, query)| {
            let route = route::classify(&request.method, &target, &query, &request.headers);
            route.is_ok_and(|route| route.operation == "PostObject")
        })
    }

    /// The region of the bucket that a request is about. Where a bucket is may be asked from any
    /// region, and so may its creation.
    pub(in crate::s3) fn region_of(
        buckets: &Buckets,
        request: &Parts,
        bucket_in_host: Option<&str>,
    ) -> Option<Region> {
        let target = Target::of(request.uri.path(), bucket_in_host)?;
        let query = Query::parse(request.uri.query().unwrap_or_default())?;
        let route = route::classify(&request.method, &target, &query, &request.headers).ok()?;
        if matches!(route.operation, "CreateBucket" | "GetBucketLocation") {
            return None;
        }
        Some(buckets.find(target.bucket()?)?.region.clone())
    }

    /// Answers one request; see [`crate::s3::S3::handle`].
    pub(in crate::s3) async fn serve(
        &self,
        buckets: Arc<Buckets>,
        clock: &Clock,
        context: &RequestContext,
        bucket_in_host: Option<&str>,
        request: Request<Body>,
    ) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let crossing = CrossOrigin::of(&parts, bucket_in_host);
        if parts.method == Method::OPTIONS {
            let answer = cross_origin::preflight(&buckets, &parts, bucket_in_host);
            return answer_of(answer, &parts.method, context);
        }
        let request = Request::from_parts(parts, body);
        let method = request.method().clone();
        let mut operation = None;
        let made = make_call(
            Arc::clone(&buckets),
            clock,
            context,
            bucket_in_host,
            request,
            &mut operation,
        );
        let (mut response, unsupported) = match made.await {
            Ok(call) => (self.run(call, &method, context).await, None),
            Err(refused) => (
                xml::error_response(&refused, &method, &context.request_id),
                operation.and_then(|operation| unsupported(operation, &refused)),
            ),
        };
        if let Some(crossing) = crossing {
            crossing.dress(&buckets, response.headers_mut());
        }
        if let Some(operation) = operation {
            Operation(operation).note(&mut response);
        }
        if let Some(unsupported) = unsupported {
            response.extensions_mut().insert(unsupported);
        }
        response
    }

    async fn run(&self, call: Call, method: &Method, context: &RequestContext) -> Response<Body> {
        let Call {
            operation,
            exchange,
            request,
            runner,
        } = call;
        let answered = match runner {
            Runner::S3s => self.ask_s3s(&exchange, request).await,
            Runner::Directory(run, bucket) => {
                run(&exchange, &bucket).map(|()| respond::document(exchange.take_reply()))
            }
            Runner::Configuration(run, bucket) => exchange
                .bucket(&bucket)
                .and_then(|bucket| run(&exchange, &bucket))
                .map(|()| respond::document(exchange.take_reply())),
            Runner::Object(run, bucket, key) => exchange
                .bucket(&bucket)
                .and_then(|bucket| run(&exchange, &bucket, &key))
                .map(|()| respond::document(exchange.take_reply())),
            Runner::Form(form, bucket) => post_object::post_object(&exchange, &form, &bucket)
                .await
                .map(|()| respond::document(exchange.take_reply())),
        };
        if let Err(failure) = &answered
            && failure.status().is_server_error()
        {
            let cause = std::error::Error::source(failure).map(ToString::to_string);
            tracing::error!(operation, cause, "{failure}");
        }
        answer_of(answered, method, context)
    }

    async fn ask_s3s(
        &self,
        exchange: &Exchange,
        request: s3s::HttpRequest,
    ) -> Result<Response<Body>, AwsError> {
        let parsed = self.0.call(request).await;
        let reply = exchange.take_reply();
        if let Some(failure) = reply.error {
            return Err(failure);
        }
        match parsed {
            Ok(parsed) if parsed.status().is_success() => Ok(respond::success(parsed, reply)),
            Ok(parsed) => Err(respond::refusal_of_s3s(parsed).await),
            Err(problem) => Err(error::internal(
                Box::<dyn std::error::Error + Send + Sync>::from(problem),
            )),
        }
    }
}

/// What is missing here, if that is why a request is refused before it is run.
fn unsupported(operation: &'static str, refused: &AwsError) -> Option<Unsupported> {
    let header = refused
        .fields()
        .iter()
        .find_map(|(name, value)| match value {
            FieldValue::Text(header) if name == "Header" => Some(header.clone()),
            _ => None,
        });
    (refused.code() == "NotImplemented").then_some(Unsupported {
        operation: operation.into(),
        header,
    })
}

/// Signs what an operation answered.
fn answer_of(
    answered: Result<Response<Body>, AwsError>,
    method: &Method,
    context: &RequestContext,
) -> Response<Body> {
    match answered {
        Ok(mut response) => {
            xml::sign(&mut response, &context.request_id);
            response
        }
        Err(refused) => xml::error_response(&refused, method, &context.request_id),
    }
}

/// Finds out what a request asks for, refuses what cannot be done, and makes it ready for s3s.
async fn make_call(
    buckets: Arc<Buckets>,
    clock: &Clock,
    context: &RequestContext,
    bucket_in_host: Option<&str>,
    incoming: Request<Body>,
    operation: &mut Option<&'static str>,
) -> Result<Call, AwsError> {
    let (parts, incoming_body) = incoming.into_parts();
    let target = Target::of(parts.uri.path(), bucket_in_host).ok_or_else(error::invalid_uri)?;
    let query =
        Query::parse(parts.uri.query().unwrap_or_default()).ok_or_else(error::invalid_uri)?;
    let route = route::classify(&parts.method, &target, &query, &parts.headers)?;
    *operation = Some(route.operation);
    let Some(body_use) = route.body else {
        return Err(error::not_implemented());
    };
    if let Some(bucket) = target.bucket() {
        names::check_bucket(bucket)?;
    }
    if let Some(key) = target.key() {
        names::check_key(key)?;
    }
    let form = parts.extensions.get::<Arc<Form>>().cloned();
    let headers = match &form {
        Some(form) => post_form::headers(form, &parts.headers)?,
        None => parts.headers,
    };
    features::check(route.operation, &headers)?;
    numbers::check(route.operation, &query)?;
    let cleaned = request::clean(route.operation, &parts.method, &target, &query, &headers)?;
    let trailers = parts.extensions.get::<Trailers>().cloned();
    let exchange = Exchange::new(
        buckets,
        clock.clone(),
        context.clone(),
        headers,
        query,
        trailers,
    );
    let form_key = form.as_ref().and_then(|form| form.field("key"));
    let exchange = exchange.about(route.operation, target.key().or(form_key));
    let exchange = match body_use {
        BodyUse::None => exchange,
        BodyUse::Stream => exchange.with_body(incoming_body),
        BodyUse::Document => {
            let document = read_document(incoming_body).await?;
            body::check_document(&exchange.headers, &document, exchange.trailers.as_ref())?;
            exchange.with_document(document)
        }
        BodyUse::Parts => {
            let document = read_document(incoming_body).await?;
            body::check_parts(&exchange.headers, &document)?;
            exchange.with_document(document)
        }
    };
    let exchange = Arc::new(exchange);
    let bucket = target.bucket().unwrap_or_default().to_owned();
    let key = target.key().unwrap_or_default().to_owned();
    let operation = route.operation;
    let runner = match form {
        Some(form) => Runner::Form(form, bucket),
        None => match (
            configurations::find(operation),
            objects::find(operation),
            directories::find(operation),
        ) {
            (Some(run), _, _) => Runner::Configuration(run, bucket),
            (_, Some(run), _) => Runner::Object(run, bucket, key),
            (_, _, Some(run)) => Runner::Directory(run, bucket),
            (None, None, None) => Runner::S3s,
        },
    };
    Ok(Call {
        operation: route.operation,
        request: request::with_exchange(route.operation, cleaned, &exchange),
        exchange,
        runner,
    })
}

/// Reads an XML body to its end. A document type is refused: nothing S3 reads has one, and they are
/// how XML parsers are attacked.
async fn read_document(incoming: Body) -> Result<bytes::Bytes, AwsError> {
    let document = incoming
        .read(DOCUMENT_BYTES_MAX)
        .await
        .map_err(|problem| match problem.is::<BodyTooLarge>() {
            true => error::malformed_xml(),
            false => body::broken(problem),
        })?;
    const DOCTYPE: &[u8] = b"<!doctype";
    if document
        .windows(DOCTYPE.len())
        .any(|window| window.eq_ignore_ascii_case(DOCTYPE))
    {
        return Err(error::malformed_xml());
    }
    Ok(document)
}
