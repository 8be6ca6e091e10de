//! Requests of a seed: to the same operations that clients ask, of the same account.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::Value;

use crate::aws::body::Body;
use crate::gateway::{Gateway, OwnDestination};
use crate::world::World;

/// Longer answers of operations that seeds ask are not read.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// What a log shows of a refusal.
const SHOWN_CHARS_MAX: usize = 500;

/// Asks a world's services.
#[derive(Clone)]
pub(super) struct FrontDoor {
    gateway: Arc<Gateway>,
    world: Arc<World>,
}

/// An answer that is no success.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    text: String,
}

impl Refusal {
    /// Whether AWS's name of the error is in it.
    pub(super) fn is(&self, code: &str) -> bool {
        self.text.contains(code)
    }

    /// In one line, for whoever reads the log.
    pub(super) fn line(&self) -> String {
        let shown: String = self.text.chars().take(SHOWN_CHARS_MAX).collect();
        format!("{} {}", self.status.as_u16(), shown.replace('\n', " "))
    }
}

impl FrontDoor {
    pub(super) fn new(gateway: Arc<Gateway>, world: Arc<World>) -> Self {
        Self { gateway, world }
    }

    /// An operation of DynamoDB, such as `CreateTable`.
    pub(super) async fn dynamodb(&self, operation: &str, input: &Value) -> Result<Value, Refusal> {
        let request = Request::post("/")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0");
        self.json(OwnDestination::DynamoDb, request, input).await
    }

    /// An operation of Lambda, by its path.
    pub(super) async fn lambda(&self, path: &str, input: &Value) -> Result<Value, Refusal> {
        let request = Request::post(path).header("content-type", "application/json");
        self.json(OwnDestination::Lambda, request, input).await
    }

    /// An operation of S3; the headers are those that the request has.
    pub(super) async fn s3(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Result<(), Refusal> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            // A value that no header can have leaves the request without a valid head.
            request = request.header(*name, HeaderValue::from_str(value).map_err(unsendable)?);
        }
        let request = request.body(body).map_err(unsendable)?;
        self.ask(OwnDestination::S3, request).await.map(drop)
    }

    async fn json(
        &self,
        destination: OwnDestination,
        request: http::request::Builder,
        input: &Value,
    ) -> Result<Value, Refusal> {
        let request = request.body(Body::from(input.to_string()));
        let answer = self.ask(destination, request.map_err(unsendable)?).await?;
        Ok(serde_json::from_slice(&answer).unwrap_or_default())
    }

    async fn ask(
        &self,
        destination: OwnDestination,
        request: Request<Body>,
    ) -> Result<Bytes, Refusal> {
        let answer = self.gateway.answer_own(&self.world, destination, request);
        let (head, body) = Response::into_parts(answer.await);
        let body = body.read(ANSWER_BYTES_MAX).await.unwrap_or_default();
        match head.status.is_success() {
            true => Ok(body),
            false => Err(Refusal {
                status: head.status,
                text: String::from_utf8_lossy(&body).into_owned(),
            }),
        }
    }
}

fn unsendable(problem: impl std::fmt::Display) -> Refusal {
    Refusal {
        status: StatusCode::BAD_REQUEST,
        text: problem.to_string(),
    }
}
