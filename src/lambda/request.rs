//! What an operation takes out of its HTTP request: body, query, and the name in its path.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_LENGTH;
use serde::de::DeserializeOwned;

use crate::aws::body::{Body, BodyTooLarge};
use crate::aws::error::AwsError;
use crate::aws::query;

use super::code::off_the_reactor;
use super::error;
use super::function_url::UrlRequest;
use super::name::Target;
use super::ops::list_layers::LayerFilter;
use super::page::PageInput;
use super::wire::function_url::FunctionUrlInput;
use super::wire::member;

/// The longest request of the control plane (recorded answer).
const REQUEST_BYTES_MAX: usize = 70_167_211;

/// Reads an input whose body is short.
///
/// Errors: RequestEntityTooLargeException; SerializationException.
pub(super) async fn small<T: DeserializeOwned>(
    request: Request<Body>,
    operation: &str,
) -> Result<T, AwsError> {
    member::read(&body(request, operation).await?)
}

/// As [`small`], for a body with a package in it: parsed away from the async threads.
pub(super) async fn large<T: DeserializeOwned + Send + 'static>(
    request: Request<Body>,
    operation: &str,
) -> Result<T, AwsError> {
    let body = body(request, operation).await?;
    off_the_reactor(move || member::read(&body)).await?
}

/// Reads a whole body; one that says it is too long is refused before a byte of it is read.
async fn body(request: Request<Body>, operation: &str) -> Result<Bytes, AwsError> {
    let too_large = || error::request::request_too_large(REQUEST_BYTES_MAX, operation);
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > REQUEST_BYTES_MAX) {
        return Err(too_large());
    }
    match request.into_body().read(REQUEST_BYTES_MAX).await {
        Ok(bytes) => Ok(bytes),
        Err(problem) if problem.is::<BodyTooLarge>() => Err(too_large()),
        Err(problem) => Err(error::request::body_unreadable(problem)),
    }
}

/// A function's name with the Qualifier of the query.
pub(super) fn target(request: &Request<Body>, name: &str) -> Result<Target, AwsError> {
    Target::parse(name, parameter(request, "Qualifier").as_deref())
}

/// A function's name with the Qualifier of the query, for its URL.
pub(super) fn url(request: &Request<Body>, name: &str) -> Result<UrlRequest, AwsError> {
    let qualifier = parameter(request, "Qualifier");
    UrlRequest::parse(
        name,
        qualifier.as_deref(),
        FunctionUrlInput::default(),
        false,
    )
}

/// A parameter of the query, decoded.
pub(super) fn parameter(request: &Request<Body>, name: &str) -> Option<String> {
    let query = request.uri().query()?;
    query::parameter(query, name).map(|value| value.into_owned())
}

/// Every value of a parameter of the query, decoded, in its order.
pub(super) fn parameters(request: &Request<Body>, name: &str) -> Vec<String> {
    let query = request.uri().query().unwrap_or_default();
    query::parameters(query)
        .filter(|(own, _)| own == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

/// Which layers are asked for.
pub(super) fn layer_filter(request: &Request<Body>) -> LayerFilter {
    LayerFilter {
        runtime: parameter(request, "CompatibleRuntime"),
        architecture: parameter(request, "CompatibleArchitecture"),
    }
}

/// Which page of a list is asked for.
///
/// Errors: SerializationException for a MaxItems that is no number.
pub(super) fn page(request: &Request<Body>) -> Result<PageInput, AwsError> {
    let max_items = match parameter(request, "MaxItems").filter(|text| !text.is_empty()) {
        Some(text) => Some(text.parse().map_err(|_| {
            error::request::wrong_type("STRING_VALUE cannot be converted to Integer")
        })?),
        None => None,
    };
    Ok(PageInput {
        max_items,
        marker: parameter(request, "Marker"),
    })
}
