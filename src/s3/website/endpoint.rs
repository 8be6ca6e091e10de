//! The website endpoint of a bucket: index and error documents, redirects, and pages for errors.
//!
//! AWS: user guide, "Website endpoints" and "Configuring an index document". In order: method,
//! bucket, configuration, redirect of all requests, the object, routing rules, the slash of a folder,
//! the object's own redirect.

use std::sync::Arc;

use http::header::{CONTENT_LENGTH, LOCATION};
use http::{HeaderValue, Method, Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::aws::operation::Operation;
use crate::aws::percent;
use crate::aws::protocol::{html, xml};
use crate::clock::Clock;
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as refusal};
use crate::s3::objects::buckets::Buckets;
use crate::s3::objects::configurations::Subject;
use crate::s3::protocol::{CrossOrigin, preflight};

use super::read::{Page, Visit};
use super::routing::{self, Asked, Redirect};

/// What becomes of a request.
enum Outcome {
    Page(Box<Page>),
    /// What to write, and in whose stead the site's error document stands.
    Failed(AwsError),
    /// A failure that the site's own document may explain.
    Missing(AwsError),
    Sent(Redirect),
    SentByObject(HeaderValue),
}

/// Answers one request to the site of a bucket.
pub(in crate::s3) async fn serve(
    buckets: &Arc<Buckets>,
    clock: &Clock,
    context: &RequestContext,
    bucket: &str,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let crossing = CrossOrigin::of(&parts, Some(bucket));
    let fail =
        |error: &AwsError| html::error_response(error, None, &parts.method, &context.request_id);
    let operation = match parts.method {
        Method::GET => "GetObject",
        Method::HEAD => "HeadObject",
        Method::OPTIONS => {
            return match preflight(buckets, &parts, Some(bucket)) {
                Ok(response) => signed(response, context),
                Err(refused) => fail(&refused),
            };
        }
        ref other => {
            let allowed = "GET, HEAD, OPTIONS";
            return fail(&error::method_not_allowed(
                other.as_str(),
                "OBJECT",
                allowed,
            ));
        }
    };
    let path = parts.uri.path();
    let raw_key = path.strip_prefix('/').unwrap_or(path);
    let key = percent::decode_utf8(raw_key);
    let mut response = match (buckets.find(bucket), &key) {
        (None, _) => fail(&error::bucket::no_such_bucket(bucket)),
        (Some(_), None) => fail(&error::invalid_uri()),
        (Some(bucket), Some(key)) => match bucket.configuration(Subject::Website) {
            None => fail(&refusal::no_such_website(&bucket.name)),
            Some(configuration) => {
                let visit = Visit {
                    buckets,
                    clock,
                    context,
                    bucket: &bucket,
                    method: &parts.method,
                    headers: &parts.headers,
                };
                let asked = Asked {
                    host: &context.host,
                    raw_key,
                    key,
                    query: parts.uri.query(),
                };
                let outcome = find(&visit, &configuration, &asked);
                answer(&visit, &configuration, outcome).await
            }
        },
    };
    if let Some(crossing) = crossing {
        crossing.dress(buckets, response.headers_mut());
    }
    Operation(operation).note(&mut response);
    response
}

/// Finds what a request asks for.
fn find(visit: &Visit<'_>, configuration: &Element, asked: &Asked<'_>) -> Outcome {
    if let Some(redirect) = routing::of_all(configuration, asked) {
        return Outcome::Sent(redirect);
    }
    let index = configuration.child("IndexDocument");
    let index = index.and_then(|own| own.text_of("Suffix"));
    let index = index.unwrap_or_default();
    let is_folder = asked.key.is_empty() || asked.key.ends_with('/');
    let read = match is_folder {
        true => visit.read(&format!("{}{index}", asked.key)),
        false => visit.read(asked.key),
    };
    let status = match &read {
        Ok(_) => StatusCode::OK,
        Err(error) => error.status(),
    };
    // A folder that was asked for without its slash, and has an index.
    let is_index_near = !is_folder
        && matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
        && visit.read_whole(&format!("{}/{index}", asked.key)).is_ok();
    let status = match is_index_near {
        true => StatusCode::OK,
        false => status,
    };
    if let Some(redirect) = routing::by_rule(configuration, asked, status) {
        return Outcome::Sent(redirect);
    }
    if is_index_near {
        let location = format!("/{}/", percent::encode_path(asked.key));
        return Outcome::Failed(refusal::found_with_slash(&location));
    }
    match read {
        Ok(page) => match page.redirect.clone() {
            Some(location) => Outcome::SentByObject(location),
            None => Outcome::Page(Box::new(page)),
        },
        Err(error) if error.status().is_client_error() => Outcome::Missing(error),
        Err(error) => Outcome::Failed(error),
    }
}

async fn answer(visit: &Visit<'_>, configuration: &Element, outcome: Outcome) -> Response<Body> {
    let page_of = |error: &AwsError, document: Option<&AwsError>| {
        html::error_response(error, document, visit.method, &visit.context.request_id)
    };
    match outcome {
        Outcome::Page(page) => match page.into_response().await {
            Ok(response) => signed(response, visit.context),
            Err(error) => page_of(&error, None),
        },
        Outcome::Sent(Redirect { status, location }) => match HeaderValue::from_str(&location) {
            Ok(location) => signed(redirect(status, location), visit.context),
            Err(_) => page_of(&error::invalid_uri(), None),
        },
        Outcome::SentByObject(location) => {
            let status = StatusCode::MOVED_PERMANENTLY;
            signed(redirect(status, location), visit.context)
        }
        Outcome::Failed(error) => {
            let mut response = page_of(&error, None);
            if error.status() == StatusCode::FOUND {
                html::name_error(response.headers_mut(), &error);
            }
            response
        }
        Outcome::Missing(error) => {
            let document = configuration.child("ErrorDocument");
            let document = document.and_then(|own| own.text_of("Key"));
            // HEAD never looks for the document.
            let document = document.filter(|_| *visit.method != Method::HEAD);
            let Some(key) = document else {
                return page_of(&error, None);
            };
            let page = match visit.read_whole(key) {
                Ok(page) => page.into_response().await,
                Err(why) => Err(why),
            };
            match page {
                Err(why) => page_of(&error, Some(&why)),
                Ok(mut response) => {
                    *response.status_mut() = error.status();
                    html::name_error(response.headers_mut(), &error);
                    signed(response, visit.context)
                }
            }
        }
    }
}

fn redirect(status: StatusCode, location: HeaderValue) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    response
}

fn signed(mut response: Response<Body>, context: &RequestContext) -> Response<Body> {
    xml::sign(&mut response, &context.request_id);
    response
}
