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
use crate::aws::operation::Operation;
use crate::aws::protocol::query::{self, Api};
use crate::aws::sigv4::keys::Keys;
use crate::clock::Clock;

use self::call::Call;
use self::caller::Identity;
use self::credentials::Issuer;

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
        let request_id = &context.request_id;
        let (action, input) = match query::read(API, request).await {
            Ok(read) => read,
            Err(error) => return query::finish(API, request_id, "", Err(error)),
        };
        let account = &context.scope().account;
        let caller = Identity::of(account, token.and_then(|token| self.issuer.open(token)));
        let Some((operation, answer)) = operations::find(&action) else {
            return query::unknown(API, request_id, action);
        };
        let outcome = answer(&Call {
            issuer: &self.issuer,
            caller: &caller,
            input: &input,
        });
        let mut response = query::finish(API, request_id, operation, outcome);
        Operation(operation).note(&mut response);
        response
    }
}
