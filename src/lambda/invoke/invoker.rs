//! Runs functions: finds or starts an environment for each event, within Lambda's limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep};

use super::ahead::Ahead;
use super::destination::Teller;
use super::environment::{Environment, Init, Outcome};
use super::initialization::Initialization;
use super::invocation::{Invocation, InvocationResult};
use super::lineage::{self, HOPS_MAX};
use super::platform_log::{ENTRYPOINT_ERROR, EXIT_ERROR, Status};
use super::pools::{IDLE_MAX, Pools};
use super::provisions::{Place, Provisions};
use super::queue::{AttemptFuture, Queue};
use super::reservations::Reservations;
use super::variables::Server;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::activity::Activity;
use crate::bus::{Bus, WeakBus};
use crate::clock::Clock;
use crate::lambda::concurrency::CONCURRENCY_MAX;
use crate::lambda::error;
use crate::lambda::executor::Executor;
use crate::lambda::executor::environment::{Exit, Logs};
use crate::lambda::executor::launch::LaunchProblem;
use crate::lambda::functions::function::RecursiveLoop;
use crate::lambda::functions::registry::Runnable;
use crate::lambda::functions::version::FunctionVersion;
use crate::lambda::runtime_api::answer::{Answer, Event};

/// Initialisation may take 10 s before it is done again within the function's timeout (AWS docs,
/// Lambda runtime environment lifecycle).
const INIT_TIMEOUT: Duration = Duration::from_secs(10);
/// An environment that initialises for longer lets others start beside it.
const START_TURN_MAX: Duration = Duration::from_secs(1);
/// Environments tried for one event, should they die before they take it.
const ENVIRONMENTS_TRIED_MAX: u32 = 3;

/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub(crate) struct Invoker(pub(super) Arc<Shared>);

pub(super) struct Shared {
    /// Of all worlds.
    pub(super) executor: Arc<Executor>,
    /// Functions find their AWS there.
    pub(super) server: Server,
    pub(super) clock: Clock,
    /// Leads to those who are told of the end of events.
    pub(super) bus: WeakBus,
    activity: Arc<Activity>,
    pools: Pools,
    /// Of functions that were made or used a moment ago; `None` where nothing is started ahead.
    ahead: Option<Ahead>,
    /// Some environment's runtime has asked for events.
    has_begun: AtomicBool,
    pub(super) provisions: Provisions,
    /// Events at work.
    concurrency: Arc<Semaphore>,
    reservations: Reservations,
    /// Environments that are starting: so many at once make a burst faster, more make it slower.
    pub(super) starts: Arc<Semaphore>,
    queue: Queue,
}

impl Invoker {
    /// Nothing runs until the first event.
    pub(crate) fn new(executor: Arc<Executor>, server: Server, clock: Clock, bus: &Bus) -> Self {
        let ahead = executor.starts_ahead().then(Ahead::default);
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let invoker = Self(Arc::new(Shared {
            executor,
            server,
            queue: Queue::new(clock.clone()),
            clock,
            bus: bus.downgrade(),
            activity: Arc::clone(bus.activity()),
            pools: Pools::default(),
            ahead,
            has_begun: AtomicBool::new(false),
            provisions: Provisions::default(),
            concurrency: Arc::new(Semaphore::new(CONCURRENCY_MAX as usize)),
            reservations: Reservations::default(),
            starts: Arc::new(Semaphore::new((cores * 2).clamp(4, 16))),
        }));
        tokio::spawn(retire_idle(Arc::downgrade(&invoker.0)));
        invoker
    }

    /// What environments are made of, as the banner shows it.
    pub(crate) fn executor_name(&self) -> String {
        self.0.executor.name()
    }

    /// Runs a function and waits for its end. It goes on to its end even if the caller goes away.
    /// A function that fails is no error here; errors are throttling, and environments that cannot start.
    pub(crate) async fn invoke(
        &self,
        runnable: Runnable,
        invocation: Invocation,
    ) -> Result<InvocationResult, AwsError> {
        ended(self.begin(runnable, invocation)?.await)
    }

    /// Starts an environment before anybody asks for one, unless one is idle. A runtime that cannot
    /// start says so in its log, and whoever asks next starts another.
    pub(crate) async fn warm(&self, function: Arc<FunctionVersion>) {
        let shared = &self.0;
        look_at_code(&function).await;
        if let Ok(idle) = shared.pools.take(&function) {
            return shared.pools.put_back(idle);
        }
        let (server, clock) = (&shared.server, &shared.clock);
        let (executor, bus) = (&shared.executor, &shared.bus);
        let on_demand = Initialization::OnDemand;
        let started = Environment::start(executor, function, server, clock, bus, on_demand);
        match started.await {
            Ok(mut environment) => {
                if let Init::Ready = environment.initialised(INIT_TIMEOUT).await {
                    shared.pools.put_back(environment);
                }
            }
            Err(problem) => tracing::warn!("a function cannot start: {problem:?}"),
        }
    }

    /// As [`Invoker::invoke`], without waiting; [`ended`] reads what the task comes to. The errors are
    /// throttling and recursion.
    pub(super) fn begin(
        &self,
        runnable: Runnable,
        invocation: Invocation,
    ) -> Result<JoinHandle<Result<InvocationResult, AwsError>>, AwsError> {
        let function = runnable.version;
        let trace_id = invocation.trace_id.as_deref().unwrap_or_default();
        if runnable.recursive_loop == RecursiveLoop::Terminate
            && lineage::hops(trace_id, &function.arn()) >= HOPS_MAX
        {
            return Err(error::invoke::recursive_invocation());
        }
        let place = self
            .0
            .reservations
            .take(
                &function.scope,
                &function.name,
                runnable.reserved_concurrency,
            )
            .ok_or_else(error::invoke::reserved_concurrency_exhausted)?;
        let permit = Arc::clone(&self.0.concurrency)
            .try_acquire_owned()
            .map_err(|_| error::invoke::concurrency_exhausted())?;
        let shared = Arc::clone(&self.0);
        let invoker = self.clone();
        Ok(tokio::spawn(async move {
            let result = shared.run(&invoker, function, invocation).await;
            drop((permit, place));
            result
        }))
    }

    /// Queues an event for later; it is retried when the function fails. `resolve` finds the
    /// function anew for each attempt, so that a retry runs what is there by then.
    pub(crate) fn enqueue(
        &self,
        resolve: impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static,
        function: &Runnable,
        invocation: Invocation,
    ) -> Result<(), AwsError> {
        let teller = Teller {
            bus: self.0.bus.clone(),
            clock: self.0.clock.clone(),
            scope: function.version.scope.clone(),
            destinations: function.event_invoke.destinations.clone(),
            dead_letter: function.version.dead_letter.clone(),
            invocation: invocation.clone(),
        };
        let what = format!(
            "{} for {}",
            invocation.request_id, invocation.invoked_function_arn
        );
        let working = self.0.activity.begin("asynchronous invocation", what);
        let invoker = self.clone();
        let resolve = Arc::new(resolve);
        let attempt = move || -> AttemptFuture {
            let (invoker, resolve) = (invoker.clone(), Arc::clone(&resolve));
            let invocation = invocation.clone();
            Box::pin(async move { invoker.invoke(resolve()?, invocation).await })
        };
        self.0
            .queue
            .push(
                function.event_invoke.clone(),
                Box::new(attempt),
                teller,
                working,
            )
            .map_err(|_| error::invoke::concurrency_exhausted())
    }

    /// A trace id for a request that brought none, as X-Amzn-Trace-Id spells it.
    pub(crate) fn trace_id(&self) -> String {
        trace_id_of(&self.0.clock)
    }

    /// Starts an environment that the next event of a function will find ready, where a start takes
    /// long. AWS does so too now and then ("Lambda runtime environment lifecycle"). One that fails is
    /// forgotten: the event starts another, and tells its caller why it cannot.
    pub(crate) fn start_ahead(&self, function: Arc<FunctionVersion>) {
        let shared = Arc::clone(&self.0);
        if shared.ahead.is_some() {
            tokio::spawn(async move { shared.start_ahead(&function).await });
        }
    }

    /// Ends the idle environments of a function; those at work end when they are done.
    pub(crate) fn retire(&self, scope: &Scope, name: &str) {
        self.0.pools.retire(scope, name);
    }

    /// Forgets events that wait, and ends environments: those at work when they are done.
    pub(crate) fn stop(&self) {
        self.0.queue.stop();
        self.0.provisions.close();
        self.0.pools.close();
    }
}

/// What a run came to, whose task nobody ends but this program's own end.
pub(super) fn ended(
    run: Result<Result<InvocationResult, AwsError>, JoinError>,
) -> Result<InvocationResult, AwsError> {
    run.unwrap_or_else(|stopped| Err(error::invoke::service(stopped.to_string())))
}

/// Ends idle environments while the invoker lives.
async fn retire_idle(invoker: std::sync::Weak<Shared>) {
    loop {
        sleep(IDLE_MAX / 10).await;
        match invoker.upgrade() {
            Some(shared) => shared.pools.retire_idle(Instant::now()),
            None => return,
        }
    }
}

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

/// An environment, or the end of an event that got none.
enum Found {
    /// With its place among those that its version keeps ready, if it is one of them.
    Ready(Environment, Option<Place>),
    Ended(InvocationResult),
}

impl Shared {
    async fn run(
        &self,
        invoker: &Invoker,
        function: Arc<FunctionVersion>,
        invocation: Invocation,
    ) -> Result<InvocationResult, AwsError> {
        let id = &invocation.request_id;
        look_at_code(&function).await;
        for _ in 0..ENVIRONMENTS_TRIED_MAX {
            let (mut environment, place) = match self.find(&function, &invocation).await? {
                Found::Ready(environment, place) => (environment, place),
                Found::Ended(result) => return Ok(result),
            };
            if place.is_none() && !self.pools.has_idle(&function) {
                invoker.start_ahead(Arc::clone(&function));
            }
            let event = self.event(&function, &invocation);
            let logs = match invocation.log_tail {
                true => Logs::Awaited,
                false => Logs::Unread,
            };
            let (payload, failed, reusable) = match environment.serve(event, logs).await {
                Outcome::NotTaken => continue,
                Outcome::Answered(Answer::Response(payload)) => (payload, false, true),
                Outcome::Answered(Answer::Streamed) => (Bytes::new(), false, true),
                Outcome::Answered(Answer::Error(error)) => (error.payload, true, true),
                Outcome::TimedOut => (timed_out(&function, id), true, false),
                Outcome::Exited(Exit::Lost) => return Err(lost()),
                Outcome::Exited(exit) => {
                    (sandbox_error(EXIT_ERROR, id, &exit.reason()), true, false)
                }
            };
            let log = || environment.log_tail();
            let result = result(&function, &invocation, payload, failed, log);
            match place {
                _ if !reusable => {}
                Some(place) => self.provisions.put_back(environment, place),
                None => self.pools.put_back(environment),
            }
            return Ok(result);
        }
        Err(error::invoke::service(
            "its environments end before they take an event",
        ))
    }

    /// A warm environment, or a new one: whichever comes first.
    async fn find(
        &self,
        function: &Arc<FunctionVersion>,
        invocation: &Invocation,
    ) -> Result<Found, AwsError> {
        loop {
            if let Some((environment, place)) = self.provisions.take(function) {
                return Ok(Found::Ready(environment, Some(place)));
            }
            let returned = match self.pools.take(function) {
                Ok(environment) => return Ok(Found::Ready(environment, None)),
                Err(returned) => returned,
            };
            let ahead = self.ahead.as_ref();
            if let Some(end) = ahead.and_then(|ahead| ahead.claim(function)) {
                match end.await {
                    Ok(problem) => return self.unstarted(function, invocation, problem),
                    Err(_ended) => continue,
                }
            }
            tokio::select! {
                biased;
                () = returned.notified() => {}
                turn = Arc::clone(&self.starts).acquire_owned() => {
                    return self.start(function, invocation, turn.ok()).await;
                }
            }
        }
    }

    /// Starts an environment for later, unless one is idle or on its way.
    async fn start_ahead(&self, function: &Arc<FunctionVersion>) {
        let ahead = self.ahead.as_ref();
        let Some(underway) = ahead.and_then(|ahead| ahead.begin(function)) else {
            return;
        };
        if let Ok(idle) = self.pools.take(function) {
            return self.pools.put_back(idle);
        }
        let _turn = StartTurn::new(Arc::clone(&self.starts).acquire_owned().await.ok());
        let (function, server) = (Arc::clone(function), &self.server);
        let started = Environment::start(
            &self.executor,
            function,
            server,
            &self.clock,
            &self.bus,
            Initialization::Ahead,
        )
        .await;
        let mut environment = match started {
            Ok(environment) => environment,
            Err(problem) => return underway.failed(problem),
        };
        if let Init::Ready = environment.initialised(INIT_TIMEOUT).await {
            self.has_begun.store(true, Ordering::Relaxed);
            self.pools.put_behind(environment);
        }
    }

    /// Starts an environment and waits for its runtime. A runtime that needs longer than 10 s is
    /// started once more, within the function's timeout.
    async fn start(
        &self,
        function: &Arc<FunctionVersion>,
        invocation: &Invocation,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Found, AwsError> {
        let _turn = StartTurn::new(turn);
        let id = &invocation.request_id;
        let timeout = Duration::from_secs(u64::from(function.timeout_s));
        for (limit, is_last) in [(INIT_TIMEOUT, false), (timeout, true)] {
            let (function, server) = (Arc::clone(function), &self.server);
            let started = Environment::start(
                &self.executor,
                Arc::clone(&function),
                server,
                &self.clock,
                &self.bus,
                Initialization::OnDemand,
            )
            .await;
            let mut environment = match started {
                Ok(environment) => environment,
                Err(problem) => return self.unstarted(&function, invocation, problem),
            };
            let (payload, status) = match environment.initialised(limit).await {
                Init::Ready => {
                    self.has_begun.store(true, Ordering::Relaxed);
                    return Ok(Found::Ready(environment, None));
                }
                Init::TimedOut if !is_last => continue,
                Init::TimedOut if self.is_cut_off(&environment) => {
                    return Err(error::invoke::service(
                        self.executor.cut_off(environment.api()),
                    ));
                }
                Init::TimedOut => (timed_out(&function, id), Status::Timeout),
                Init::Failed(error) => (error.payload, Status::Error(error.error_type)),
                Init::Exited(Exit::Lost) => return Err(lost()),
                Init::Exited(exit) => (
                    sandbox_error(EXIT_ERROR, id, &exit.reason()),
                    Status::Error(EXIT_ERROR.to_owned()),
                ),
            };
            environment.report_unserved(id, status);
            let log = || environment.log_tail();
            let result = result(&function, invocation, payload, true, log);
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
    fn unstarted(
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

    fn event(&self, function: &FunctionVersion, invocation: &Invocation) -> Event {
        let trace_id = invocation.trace_id.clone();
        let trace_id = trace_id.unwrap_or_else(|| trace_id_of(&self.clock));
        Event {
            request_id: invocation.request_id.clone(),
            payload: invocation.payload.clone(),
            deadline_ms: self.clock.unix_ms() + i64::from(function.timeout_s) * 1000,
            invoked_function_arn: invocation.invoked_function_arn.clone(),
            trace_id: lineage::extended(&trace_id, &function.arn()),
            client_context: invocation.client_context.clone(),
            sink: invocation.sink.clone(),
        }
    }
}

/// Sees whether code that is a folder has changed: then no environment of before gets the event.
async fn look_at_code(function: &FunctionVersion) {
    let Some(directory) = function.code.directory().map(Arc::clone) else {
        return;
    };
    // A look that fails is one that saw nothing.
    let _ = tokio::task::spawn_blocking(move || directory.look()).await;
}

fn trace_id_of(clock: &Clock) -> String {
    let seconds = clock.unix_ms() / 1000;
    let (root, parent) = (clock.hex(24), clock.hex(16));
    format!("Root=1-{seconds:08x}-{root};Parent={parent};Sampled=0")
}

fn result(
    function: &FunctionVersion,
    invocation: &Invocation,
    payload: Bytes,
    failed: bool,
    log_tail: impl FnOnce() -> Vec<u8>,
) -> InvocationResult {
    InvocationResult {
        payload,
        failed,
        log_tail: invocation.log_tail.then(log_tail),
        executed_version: function.version.clone(),
    }
}

/// Recorded answer: `{"errorType":"Sandbox.Timedout",…}`.
fn timed_out(function: &FunctionVersion, request_id: &str) -> Bytes {
    let reason = format!("Task timed out after {}.00 seconds", function.timeout_s);
    sandbox_error("Sandbox.Timedout", request_id, &reason)
}

/// The document for an error that no runtime could describe (recorded answers).
fn sandbox_error(kind: &str, request_id: &str, reason: &str) -> Bytes {
    let message = Value::from(format!("RequestId: {request_id} Error: {reason}"));
    Bytes::from(format!(
        "{{\"errorType\":\"{kind}\",\"errorMessage\":{message}}}"
    ))
}

/// The engine that ran it is gone or hangs: nobody knows what became of the event.
fn lost() -> AwsError {
    error::invoke::service("the function's environment was lost while it worked")
}
