//! DynamoDB: the embedded engine, or a proxy to another DynamoDB.

mod consumed;
mod description;
mod engine;
mod error;
mod expression;
mod front;
mod lookup;
mod operations;
mod ops;
mod validate;
mod value;
mod wire;

use front::Embedded;
use http::{Request, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;

/// One world's DynamoDB.
pub(crate) struct DynamoDb {
    embedded: Embedded,
}

impl DynamoDb {
    /// Chooses the backend that the configuration asks for, and starts it.
    pub(crate) async fn start(_config: &Config, clock: Clock, _bus: Bus) -> Result<Self, String> {
        Ok(Self {
            embedded: Embedded::new(clock),
        })
    }

    /// The backend, as the banner and the health page name it.
    pub(crate) fn backend(&self) -> String {
        "embedded".to_owned()
    }

    /// Answers one request of the JSON protocol.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        self.embedded.handle(context, request).await
    }

    /// Ends whatever was started.
    pub(crate) async fn stop(&self) {}
}
