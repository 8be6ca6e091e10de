//! IAM: roles and managed policies, kept and read back. Nothing here judges a request by them.

mod account;
mod call;
mod document;
mod error;
mod name;
mod operations;
mod ops;
mod page;
mod tags;
mod wire;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::{Request, Response};

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::identity::AccountId;
use crate::aws::operation::Operation;
use crate::aws::protocol::query::{self, Api};
use crate::clock::Clock;

use self::account::Account;
use self::call::Call;

/// The namespace of its documents.
pub(crate) const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

const API: Api = Api {
    namespace: NAMESPACE,
    version: "2010-05-08",
};

/// One world's IAM. It has no regions: an account has one set of roles.
pub(crate) struct Iam {
    clock: Clock,
    accounts: Mutex<BTreeMap<AccountId, Account>>,
}

impl Iam {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            accounts: Mutex::default(),
        }
    }

    /// Answers one request. An operation that is not here answers as one that AWS does not have.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let request_id = &context.request_id;
        let (action, input) = match query::read(API, request).await {
            Ok(read) => read,
            Err(error) => return query::finish(API, request_id, "", Err(error)),
        };
        let Some((operation, answer)) = operations::find(&action) else {
            return query::unknown(API, request_id, action);
        };
        let id = &context.scope().account;
        let outcome = {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            answer(&mut Call {
                id,
                account: accounts.entry(id.clone()).or_default(),
                clock: &self.clock,
                input: &input,
            })
        };
        let mut response = query::finish(API, request_id, operation, outcome);
        Operation(operation).note(&mut response);
        response
    }
}
