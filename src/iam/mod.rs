//! IAM: roles and managed policies, kept and read back. Nothing here judges a request by them.

mod account;
mod call;
mod document;
mod error;
mod name;
mod operations;
mod ops;
mod page;
mod pieces;
mod tags;
mod wire;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use imbl::OrdMap;

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
    accounts: Mutex<IamImage>,
}

/// All roles and policies at one moment. Cloning it costs a few pointers.
#[derive(Clone, Debug, Default)]
pub(crate) struct IamImage(OrdMap<AccountId, Arc<Account>>);

impl Iam {
    /// Starts with what an image holds.
    pub(crate) fn new(clock: Clock, image: &IamImage) -> Self {
        Self {
            clock,
            accounts: Mutex::new(image.clone()),
        }
    }

    /// Everything as it is now.
    pub(crate) fn image(&self) -> IamImage {
        self.accounts().clone()
    }

    fn accounts(&self) -> MutexGuard<'_, IamImage> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request.
    pub(crate) async fn handle(
        &self,
        context: &RequestContext,
        request: Request<Body>,
    ) -> Response<Body> {
        let id = &context.scope().account;
        let run = |answer: Answer, input: &Parameters| {
            let mut accounts = self.accounts();
            let account = accounts.0.entry(id.clone()).or_default();
            answer(&mut Call {
                id,
                account: Arc::make_mut(account),
                clock: &self.clock,
                input,
            })
        };
        query::answer(API, OPERATIONS, &context.request_id, request, run).await
    }
}
