//! Requests that this program makes itself: they need no credentials, and no guard looks at them.

use std::net::{IpAddr, Ipv4Addr};

use http::{Method, Request, Response};

use super::classify::Destination;
use super::dispatch::Gateway;
use super::respond;
use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::identity::{AccountId, Caller, Scope, Signing};

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
    /// Answers in the default world, for the account of who names none.
    pub(crate) async fn answer_own(
        &self,
        destination: OwnDestination,
        request: Request<Body>,
    ) -> Response<Body> {
        let destination = destination.destination();
        let world = self.worlds.default();
        let request_id = respond::request_id(&destination, &world.clock);
        let context = RequestContext {
            request_id: request_id.clone(),
            caller: Caller {
                scope: Scope {
                    account: AccountId::default(),
                    region: self.default_region.clone(),
                },
                signing: Signing::Header,
                access_key: None,
            },
            host: "localhost".to_owned(),
            base_path: String::new(),
            source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            trace_id: None,
        };
        let method: Method = request.method().clone();
        let answer = self.hand_over(&world, &context, &destination, request);
        match answer.await {
            Ok(response) => response,
            Err(refusal) => respond::refuse(&destination, &method, &request_id, &refusal),
        }
    }
}
