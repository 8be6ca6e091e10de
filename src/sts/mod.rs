//! STS: who asks, and temporary credentials. Nothing is kept; a session is all in its token.

mod call;
mod caller;
mod credentials;
mod error;
mod input;
mod operations;
mod ops;

use std::sync::Arc;

use http::{Request, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::protocol::query::{self, Api, Parameters};
use crate::aws::sigv4::keys::Keys;
use crate::clock::Clock;

use self::call::Call;
use self::caller::Identity;
use self::credentials::Issuer;
use self::operations::{Answer, OPERATIONS};

/// The namespace of its documents.
pub(crate) const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

const API: Api = Api {
    namespace: NAMESPACE,
    version: "2011-06-15",
};

/// One world's STS.
pub(crate) struct Sts {
    issuer: Issuer,
}

impl Sts {
    /// Makes sessions of `keys`.
    pub(crate) fn new(clock: Clock, keys: Arc<Keys>) -> Self {
        Self {
            issuer: Issuer::new(clock, keys),
        }
    }

    /// Answers one request; `token` is the session token that came with it.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        token: Option<&str>,
        request: Request<Body>,
    ) -> Response<Body> {
        let session = token.and_then(|token| self.issuer.open(token));
        let caller = Identity::of(&context.scope().account, session);
        let run = |answer: Answer, input: &Parameters| {
            answer(&Call {
                issuer: &self.issuer,
                caller: &caller,
                input,
            })
        };
        query::answer(API, OPERATIONS, &context.request_id, request, run).await
    }
}
