//! What a browser is told beside an answer: who may read it, and that stored pages stay in a sandbox.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use super::classify::Destination;
use crate::aws::body::Body;
use crate::aws::headers::SEC_FETCH_DEST;

const METHODS: HeaderValue =
    HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "x-amzn-requestid,x-amzn-errortype,x-amz-function-error,x-amz-log-result,x-amz-executed-version,date",
);
/// Two days, as AWS's endpoints answer.
const MAX_AGE_S: HeaderValue = HeaderValue::from_static("172800");

/// What of a request decides about the headers that its answer gets.
pub(crate) struct Page {
    origin: Option<HeaderValue>,
    is_lambda: bool,
    opens_stored_page: bool,
}

impl Page {
    /// Remembers the marks of a request that has passed the guard.
    pub(crate) fn of(request: &Parts, destination: &Destination) -> Self {
        let opens = |header: &HeaderValue| {
            matches!(
                header.as_bytes(),
                b"document" | b"iframe" | b"frame" | b"embed" | b"object"
            )
        };
        let destination_of_fetch = request.headers.get(&SEC_FETCH_DEST);
        Self {
            origin: request.headers.get(ORIGIN).cloned(),
            is_lambda: matches!(destination, Destination::Lambda | Destination::Logs),
            opens_stored_page: matches!(destination, Destination::S3 { .. })
                && destination_of_fetch.is_some_and(opens),
        }
    }

    /// Adds what the browser needs. Answers to other clients stay as the service wrote them.
    pub(crate) fn dress(self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        if let Some(origin) = self.origin.filter(|_| self.is_lambda) {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            headers.insert(VARY, HeaderValue::from_static("Origin"));
        }
        if self.opens_stored_page && is_active_content(headers) {
            headers.insert(
                CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("sandbox allow-scripts"),
            );
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        }
    }
}

/// Whether a browser would run what is inside.
fn is_active_content(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|content_type| content_type.to_str().ok())
        .is_some_and(|content_type| {
            let essence = content_type.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("text/html")
                || essence.ends_with("xml") && essence != "application/xml"
        })
}

/// Answers the preflight of a page that has passed the guard; Lambda's API has no other OPTIONS.
pub(crate) fn preflight(request: &Parts, destination: &Destination) -> Option<Response<Body>> {
    let origin = request.headers.get(ORIGIN)?;
    if request.method != Method::OPTIONS || !matches!(destination, Destination::Lambda) {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
    if let Some(names) = request.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    Some(response)
}
