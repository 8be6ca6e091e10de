//! The JSON that pages answer with and take.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
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

/// As [`answer`], of what has just been made.
pub(super) fn created(document: &Value) -> Response<Body> {
    let mut response = answer(document);
    *response.status_mut() = StatusCode::CREATED;
    response
}

/// The document in a body.
pub(super) async fn read<T: DeserializeOwned>(body: Body) -> Result<T, AwsError> {
    parse(&bytes(body).await?)
}

/// As [`read`], for a body that may be empty.
pub(super) async fn read_if_any<T: DeserializeOwned + Default>(body: Body) -> Result<T, AwsError> {
    let bytes = bytes(body).await?;
    match bytes.is_empty() {
        true => Ok(T::default()),
        false => parse(&bytes),
    }
}

async fn bytes(body: Body) -> Result<Bytes, AwsError> {
    let bytes = body.read(DOCUMENT_BYTES_MAX).await;
    bytes.map_err(|problem| error::page::document(&problem.to_string()))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AwsError> {
    serde_json::from_slice(bytes).map_err(|problem| error::page::document(&problem.to_string()))
}
