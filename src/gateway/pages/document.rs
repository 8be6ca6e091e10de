//! The JSON that pages answer with and take.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::gateway::error;

/// Bytes of a document that a page takes.
const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

pub(super) fn answer(document: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(document.to_string()));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// The document in a body.
pub(super) async fn read<T: DeserializeOwned>(body: Body) -> Result<T, AwsError> {
    let body = body.read(DOCUMENT_BYTES_MAX).await;
    let body = body.map_err(|problem| error::page_document(&problem.to_string()))?;
    serde_json::from_slice(&body).map_err(|problem| error::page_document(&problem.to_string()))
}
