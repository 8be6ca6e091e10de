//! Requests that this program makes itself: they need no credentials, and no guard looks at them.

use std::sync::Arc;

use http::{Method, Request, Response};

use super::classify::Destination;
use super::dispatch::Gateway;
use super::{error, respond};
use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::world::World;

/// A service that is asked from within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnDestination {
    S3,
    DynamoDb,
    Lambda,
}

impl OwnDestination {
    fn destination(self) -> Destination {
        match self {
            Self::S3 => Destination::S3 {
                bucket_in_host: None,
            },
            Self::DynamoDb => Destination::DynamoDb,
            Self::Lambda => Destination::Lambda,
        }
    }
}

impl Gateway {
    /// Answers in a world, for the account of who names none.
    pub(crate) async fn answer_own(
        &self,
        world: &Arc<World>,
        destination: OwnDestination,
        request: Request<Body>,
    ) -> Response<Body> {
        let destination = destination.destination();
        let request_id = respond::request_id(&destination, &world.clock);
        let context = RequestContext::from_within(request_id.clone(), self.default_region.clone());
        let method: Method = request.method().clone();
        let answer = self.hand_over(world, &context, &destination, request);
        let response = match answer.await {
            Ok(response) => response,
            Err(refusal) => respond::refuse(&destination, &method, &request_id, &refusal),
        };
        let is_done = response.status().is_success();
        match is_done && self.worlds.commit(world).await.is_err() {
            true => respond::refuse(
                &destination,
                &method,
                &request_id,
                &error::internal(&destination),
            ),
            false => response,
        }
    }
}
