//! DynamoDB: the embedded engine, or a proxy to another DynamoDB.

mod error;
mod expression;
mod value;

use http::{Request, Response, StatusCode};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

/// One world's DynamoDB.
pub(crate) struct DynamoDb {}

impl DynamoDb {
    /// Chooses the backend that the configuration asks for, and starts it.
    pub(crate) async fn start(_config: &Config, _clock: Clock, _bus: Bus) -> Result<Self, String> {
        Ok(Self {})
    }

    /// The backend, as the banner and the health page name it.
    pub(crate) fn backend(&self) -> String {
        "embedded".to_owned()
    }

    /// Answers one request of the JSON protocol.
    pub(crate) async fn handle(
        &self,
        _context: &RequestContext,
        _request: Request<Body>,
    ) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }

    /// Ends whatever was started.
    pub(crate) async fn stop(&self) {}
}
