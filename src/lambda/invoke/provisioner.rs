//! Starts the environments that versions keep ready.

use std::sync::{Arc, Weak};

use super::environment::{Environment, Init};
use super::initialization::{Initialization, limit_before_events};
use super::invoker::Invoker;
use super::provisions::{Readiness, Task, Unattended};
use super::shared::Shared;
use crate::aws::identity::Scope;
use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::function::Function;
use crate::lambda::functions::version::FunctionVersion;

/// Recorded answer to an initialisation that fails.
const INIT_FAILURE: &str = "FUNCTION_ERROR_INIT_FAILURE";

impl Invoker {
    /// Keeps as many environments of each version ready as its function says; of no function, none.
    pub(crate) fn provision(&self, scope: &Scope, name: &str, function: Option<&Function>) {
        let wanted = function.into_iter().flat_map(|function| {
            let versions = function.provisions().into_iter();
            versions.filter_map(|(number, count)| {
                let configuration = function.published(number)?;
                Some((number, Arc::clone(&configuration.version), count))
            })
        });
        let provisions = &self.0.provisions;
        for unattended in provisions.set(scope, name, wanted.collect()) {
            tokio::spawn(attend(Arc::downgrade(&self.0), unattended));
        }
    }

    /// As [`Invoker::provision`], and tries again what has failed.
    pub(crate) fn provision_anew(&self, scope: &Scope, name: &str, function: &Function) {
        self.0.provisions.retry(scope, name);
        self.provision(scope, name, Some(function));
    }

    /// How far the environments of a version are.
    pub(crate) fn readiness(&self, scope: &Scope, name: &str, number: u64) -> Readiness {
        self.0.provisions.readiness(scope, name, number)
    }
}

/// Starts environments for a version while it wants some.
async fn attend(invoker: Weak<Shared>, unattended: Unattended) {
    while let Some(shared) = invoker.upgrade() {
        match shared.provisions.task(&unattended) {
            Task::End => return,
            Task::Wait(changed) => {
                drop(shared);
                changed.notified().await;
            }
            Task::Start(function, place) => {
                let turn = Arc::clone(&shared.starts).acquire_owned().await;
                tokio::spawn(async move {
                    match start(&shared, function).await {
                        Ok(environment) => shared.provisions.put_back(environment, place),
                        Err(why) => shared.provisions.fail(place, why),
                    }
                    drop(turn);
                });
            }
        }
    }
}

async fn start(shared: &Shared, function: Arc<FunctionVersion>) -> Result<Environment, String> {
    let limit = limit_before_events(&function);
    let started = shared.start_for(&function, Initialization::Provisioned);
    let mut environment = started.await.map_err(|problem| match problem {
        LaunchProblem::InvalidEntrypoint(_) => INIT_FAILURE.to_owned(),
        LaunchProblem::RuntimeMissing(why)
        | LaunchProblem::BadPackage(why)
        | LaunchProblem::Failed(why) => why,
    })?;
    match environment.initialised(limit).await {
        Init::Ready => Ok(environment),
        Init::Failed(_) | Init::Exited(_) | Init::ExtensionFailed(_) | Init::TimedOut => {
            Err(INIT_FAILURE.to_owned())
        }
    }
}
