//! Requests of web pages: S3's OPTIONS, and what a bucket's CORS rules add to an answer.

use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LENGTH, ORIGIN,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response};

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::form::Form;
use crate::s3::cors::{self, Rules};
use crate::s3::error::configuration as error;
use crate::s3::objects::buckets::Buckets;
use crate::s3::objects::configurations::Subject;

use super::route::Target;

/// AWS's own text, its spelling included (recorded).
const NOT_ALLOWED: &str = "CORSResponse: This CORS request is not allowed. This is usually because \
                           the evalution of Origin, request method / Access-Control-Request-Method \
                           or Access-Control-Request-Headers are not whitelisted by the resource's \
                           CORS spec.";

/// A request that a page made of a bucket or an object.
pub(in crate::s3) struct CrossOrigin {
    origin: HeaderValue,
    method: Method,
    target: Target,
    is_form: bool,
}

impl CrossOrigin {
    pub(in crate::s3) fn of(request: &Parts, bucket_in_host: Option<&str>) -> Option<Self> {
        Some(Self {
            origin: request.headers.get(ORIGIN)?.clone(),
            method: request.method.clone(),
            target: Target::of(request.uri.path(), bucket_in_host)?,
            is_form: request.extensions.get::<Arc<Form>>().is_some(),
        })
    }

    /// Adds what the bucket's rules say, on answers and on errors alike.
    pub(in crate::s3) fn dress(&self, buckets: &Buckets, answer: &mut HeaderMap) {
        self.granted(buckets, Some(answer));
    }

    /// Whether a page may make this request though it is of another site: the bucket's rules name
    /// its origin. They speak for objects and for reading; a bucket's own settings stay closed.
    pub(super) fn may_pass(&self, buckets: &Buckets) -> bool {
        if self.method == Method::OPTIONS {
            return true;
        }
        let reads = matches!(self.method, Method::GET | Method::HEAD);
        let is_of_object = self.is_form || self.target.key().is_some();
        (reads || is_of_object) && self.granted(buckets, None)
    }

    fn granted(&self, buckets: &Buckets, answer: Option<&mut HeaderMap>) -> bool {
        let bucket = self.target.bucket().and_then(|name| buckets.find(name));
        let document = bucket.and_then(|bucket| bucket.configuration(Subject::Cors));
        let (Some(document), Ok(origin)) = (document, self.origin.to_str()) else {
            return false;
        };
        let grant = Rules::of(&document).grant(origin, self.method.as_str(), &[]);
        if let (Some(grant), Some(answer)) = (&grant, answer) {
            grant.dress(&self.origin, answer);
        }
        grant.is_some()
    }
}

/// Answers OPTIONS on a bucket or an object. Errors in order (recorded): Origin missing, method
/// missing, no such bucket, no rules, no rule that fits.
pub(in crate::s3) fn preflight(
    buckets: &Buckets,
    request: &Parts,
    bucket_in_host: Option<&str>,
) -> Result<Response<Body>, AwsError> {
    let text = |name| {
        let value = request.headers.get(name);
        value.and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let (Some(origin), Some(origin_value)) = (text(ORIGIN), request.headers.get(ORIGIN)) else {
        return Err(error::preflight_without_origin());
    };
    let method = text(ACCESS_CONTROL_REQUEST_METHOD);
    let method = method.filter(|method| !method.is_empty());
    let method = method.ok_or_else(|| error::preflight_without_method(None))?;
    if !matches!(method, "GET" | "PUT" | "HEAD" | "POST" | "DELETE") {
        return Err(error::preflight_without_method(Some(method)));
    }
    let target = Target::of(request.uri.path(), bucket_in_host);
    let bucket = target.as_ref().and_then(Target::bucket);
    let bucket = bucket.and_then(|name| buckets.find(name));
    let bucket = bucket
        .ok_or_else(|| error::cors_refusal("CORSResponse: Bucket not found", method, "BUCKET"))?;
    let document = bucket.configuration(Subject::Cors).ok_or_else(|| {
        let message = "CORSResponse: CORS is not enabled for this bucket.";
        error::cors_refusal(message, method, "BUCKET")
    })?;
    let headers = cors::requested_headers(&request.headers);
    let grant = Rules::of(&document).grant(origin, method, &headers);
    let grant = grant.ok_or_else(|| error::cors_refusal(NOT_ALLOWED, method, "OBJECT"))?;
    let mut response = Response::new(Body::empty());
    let answer = response.headers_mut();
    grant.dress(origin_value, answer);
    if let Ok(names) = HeaderValue::from_str(&headers.join(", "))
        && !headers.is_empty()
    {
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    answer.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    Ok(response)
}
