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
use crate::aws::protocol::query::{self, Api, Parameters};
use crate::clock::Clock;

use self::account::Account;
use self::call::Call;
use self::operations::{Answer, OPERATIONS};

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

    /// Answers one request.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let id = &context.scope().account;
        let run = |answer: Answer, input: &Parameters| {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            answer(&mut Call {
                id,
                account: accounts.entry(id.clone()).or_default(),
                clock: &self.clock,
                input,
            })
        };
        query::answer(API, OPERATIONS, &context.request_id, request, run).await
    }
}
