//! Environments on their way: from nothing to a runtime that asks for events.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::environment::{Environment, Init};
use super::initialization::{Initialization, limit_before_events};
use super::invocation::{Invocation, InvocationResult};
use super::platform_log::{ENTRYPOINT_ERROR, EXIT_ERROR, Status};
use super::provisions::Place;
use super::result::{lost, result, sandbox_error, timed_out};
use super::shared::Shared;
use super::standbys::Offer;
use crate::aws::error::AwsError;
use crate::lambda::error;
use crate::lambda::executor::environment::Exit;
use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::snapshot::Progress;
use crate::lambda::functions::version::FunctionVersion;

/// Initialisation may take 10 s before it is done again within the function's timeout (AWS docs,
/// Lambda runtime environment lifecycle).
pub(super) const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// An environment that initialises for longer lets others start beside it.
const START_TURN_MAX: Duration = Duration::from_secs(1);

/// A permit to start an environment, given back when it has started, or after a while.
struct StartTurn(JoinHandle<()>);

impl StartTurn {
    fn new(permit: Option<OwnedSemaphorePermit>) -> Self {
        Self(tokio::spawn(async move {
            sleep(START_TURN_MAX).await;
            drop(permit);
        }))
    }
}

impl Drop for StartTurn {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a start without an event has shown.
enum Look {
    /// Nothing that speaks against the function.
    Fine,
    /// The function does not initialise.
    Failed,
}

/// An environment, or the end of an event that got none.
pub(super) enum Found {
    /// With its place among those that its version keeps ready, if it is one of them.
    Ready(Environment, Option<Place>),
    Ended(InvocationResult),
}

impl Shared {
    /// Starts an environment that the next event of a function will find ready, where a start takes
    /// long. AWS does so too now and then ("Lambda runtime environment lifecycle"). One that fails is
    /// forgotten: the event starts another, and tells its caller why it cannot.
    pub(super) fn start_ahead(self: &Arc<Self>, function: Arc<FunctionVersion>) {
        let shared = Arc::clone(self);
        // Nobody knows which tenant comes next.
        if shared.ahead.is_some() && !function.tenant_isolation {
            tokio::spawn(async move {
                shared.look_ahead(&function).await;
            });
        }
    }

    /// Starts the first environment of a version with SnapStart, and notes whether it initialises.
    pub(super) fn take_snapshot(self: &Arc<Self>, function: Arc<FunctionVersion>) {
        let shared = Arc::clone(self);
        // What fails in a folder may be mended by the next save.
        let changes = function.code.directory().is_some();
        if changes || function.snapshot.progress() != Progress::Ready {
            return;
        }
        function.snapshot.set(Progress::Pending);
        tokio::spawn(async move {
            let progress = match shared.look_ahead(&function).await {
                Look::Fine => Progress::Ready,
                Look::Failed => Progress::Failed,
            };
            function.snapshot.set(progress);
        });
    }

    /// Starts an environment for later, unless one is idle or on its way.
    async fn look_ahead(&self, function: &Arc<FunctionVersion>) -> Look {
        let underway = match &self.ahead {
            Some(ahead) => match ahead.begin(function) {
                Some(underway) => Some(underway),
                None => return Look::Fine,
            },
            // An event that comes meanwhile starts its own.
            None => None,
        };
        if let Ok(idle) = self.pools.take(function, None) {
            self.pools.put_back(idle);
            return Look::Fine;
        }
        let _turn = StartTurn::new(Arc::clone(&self.starts).acquire_owned().await.ok());
        let limit = match function.snap_start {
            true => limit_before_events(function),
            false => INIT_TIMEOUT,
        };
        let started = self.start_for(function, Initialization::Ahead).await;
        let mut environment = match started {
            Ok(environment) => environment,
            Err(problem) => {
                let is_its_own = matches!(problem, LaunchProblem::InvalidEntrypoint(_));
                if let Some(underway) = underway {
                    underway.failed(problem);
                }
                return if is_its_own { Look::Failed } else { Look::Fine };
            }
        };
        match environment.initialised(limit).await {
            Init::Ready => {
                self.has_begun.store(true, Ordering::Relaxed);
                self.pools.put_behind(environment);
                Look::Fine
            }
            // An engine has lost it.
            Init::Exited(Exit::Lost) => Look::Fine,
            Init::Failed(_) | Init::Exited(_) | Init::ExtensionFailed(_) | Init::TimedOut => {
                Look::Failed
            }
        }
    }

    /// An environment whose runtime begins now: one that has waited for that, or a new one.
    pub(super) async fn environment(
        &self,
        function: &Arc<FunctionVersion>,
    ) -> Result<Environment, LaunchProblem> {
        let found = match self.standbys.take(function) {
            Offer::Waiting(standby) => Some(standby),
            // It began earlier than another would.
            Offer::Starting(end) => end.await.ok().transpose()?,
            Offer::Nothing => None,
        };
        match found {
            Some(mut standby) => {
                standby.begin();
                Ok(standby)
            }
            None => self.start_for(function, Initialization::OnDemand).await,
        }
    }

    /// Starts an environment that waits for a function's next save, unless there is one, where a start
    /// takes long.
    pub(super) fn stand_by(self: &Arc<Self>, function: &Arc<FunctionVersion>) {
        if !self.executor.keeps_spares() || self.ahead.is_none() || !self.standbys.begin(function) {
            return;
        }
        let (shared, function) = (Arc::clone(self), Arc::clone(function));
        tokio::spawn(async move {
            let turn = Arc::clone(&shared.starts).acquire_owned().await;
            let started = shared.start_for(&function, Initialization::Held).await;
            drop(turn);
            let held = match started {
                Ok(environment) => match timeout(INIT_TIMEOUT, environment.held()).await {
                    Ok(true) => Some(Ok(environment)),
                    Ok(false) | Err(_) => None,
                },
                Err(problem) => Some(Err(problem)),
            };
            shared.standbys.end(&function, held);
        });
    }

    /// A new environment for a function; its runtime initialises on its own.
    pub(super) async fn start_for(
        &self,
        function: &Arc<FunctionVersion>,
        initialization: Initialization,
    ) -> Result<Environment, LaunchProblem> {
        let (function, server) = (Arc::clone(function), &self.server);
        let (executor, clock, bus) = (&self.executor, &self.clock, &self.bus);
        Environment::start(executor, function, server, clock, bus, initialization).await
    }

    /// Starts an environment and waits for its runtime. A runtime that needs longer than 10 s is
    /// started once more, within the function's timeout.
    pub(super) async fn start(
        &self,
        function: &Arc<FunctionVersion>,
        invocation: &Invocation,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Found, AwsError> {
        let _turn = StartTurn::new(turn);
        let id = &invocation.request_id;
        let timeout = Duration::from_secs(u64::from(function.timeout_s));
        let limits = match function.snap_start {
            true => vec![(limit_before_events(function), true)],
            false => vec![(INIT_TIMEOUT, false), (timeout, true)],
        };
        for (limit, is_last) in limits {
            let mut environment = match self.environment(function).await {
                Ok(environment) => environment,
                Err(problem) => return self.unstarted(function, invocation, problem),
            };
            let (payload, status) = match environment.initialised(limit).await {
                Init::Ready => {
                    self.has_begun.store(true, Ordering::Relaxed);
                    environment.dedicate_to(invocation.tenant_id.clone());
                    return Ok(Found::Ready(environment, None));
                }
                Init::TimedOut if !is_last => continue,
                Init::TimedOut if self.is_cut_off(&environment) => {
                    return Err(error::invoke::service(
                        self.executor.cut_off(environment.api()),
                    ));
                }
                Init::TimedOut => (timed_out(function, id), Status::Timeout),
                Init::Failed(error) => (error.payload, Status::Error(error.error_type)),
                Init::ExtensionFailed(fault) => {
                    environment.report_fault(id, &fault);
                    let payload = sandbox_error(fault.kind, id, &fault.reason);
                    let log = || environment.log_tail();
                    let result = result(function, invocation, payload, true, log);
                    return Ok(Found::Ended(result));
                }
                Init::Exited(Exit::Lost) => return Err(lost()),
                Init::Exited(exit) => (
                    sandbox_error(EXIT_ERROR, id, &exit.reason()),
                    Status::Error(EXIT_ERROR.to_owned()),
                ),
            };
            environment.report_unserved(id, status);
            let log = || environment.log_tail();
            let result = result(function, invocation, payload, true, log);
            return Ok(Found::Ended(result));
        }
        Err(error::invoke::service("its runtime does not initialise"))
    }

    /// No environment has ever reached this server, and this one has not tried: something between them
    /// may be in the way.
    fn is_cut_off(&self, environment: &Environment) -> bool {
        let somebody_reached_us =
            self.has_begun.load(Ordering::Relaxed) || environment.has_reached_us();
        self.executor.may_be_cut_off() && !somebody_reached_us
    }

    /// A package without an entry point is the function's error, anything else the platform's.
    pub(super) fn unstarted(
        &self,
        function: &Arc<FunctionVersion>,
        invocation: &Invocation,
        problem: LaunchProblem,
    ) -> Result<Found, AwsError> {
        let reason = match problem {
            LaunchProblem::InvalidEntrypoint(reason) => reason,
            LaunchProblem::RuntimeMissing(why) => return Err(error::invoke::invalid_runtime(why)),
            LaunchProblem::BadPackage(why) => return Err(error::invoke::invalid_zip(why)),
            LaunchProblem::Failed(why) => return Err(error::invoke::service(why)),
        };
        let id = &invocation.request_id;
        let log = || Environment::log_of_unstarted(function, &self.clock, &self.bus, id, &reason);
        let payload = sandbox_error(ENTRYPOINT_ERROR, id, &reason);
        let result = result(function, invocation, payload, true, log);
        Ok(Found::Ended(result))
    }
}
