//! Runs functions: finds or starts an environment for each event, within Lambda's limits.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, sleep};

use super::accepted::{Accepted, AcceptedImage};
use super::ahead::Ahead;
use super::destination::Teller;
use super::environment::Init;
use super::invocation::{Invocation, InvocationResult};
use super::lineage::{self, HOPS_MAX};
use super::pools::{IDLE_MAX, Pools};
use super::provisions::Provisions;
use super::queue::{AttemptFuture, Queue};
use super::reservations::Reservations;
use super::run::trace_id_of;
use super::shared::Shared;
use super::standbys::Standbys;
use super::start::INIT_TIMEOUT;
use super::variables::Server;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::lambda::concurrency::CONCURRENCY_MAX;
use crate::lambda::durable::executions::{DurableImage, Executions};
use crate::lambda::error;
use crate::lambda::executor::Executor;
use crate::lambda::functions::function::RecursiveLoop;
use crate::lambda::functions::registry::{Registry, Runnable};
use crate::lambda::functions::snapshot::Progress;
use crate::lambda::functions::version::FunctionVersion;
use crate::lambda::tenancy;

/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub(crate) struct Invoker(pub(in crate::lambda) Arc<Shared>);

impl Invoker {
    /// Nothing runs until the first event.
    pub(crate) fn new(
        executor: Arc<Executor>,
        server: Server,
        clock: Clock,
        bus: &Bus,
        registry: Arc<Registry>,
        executions: &DurableImage,
    ) -> Self {
        let ahead = executor.starts_ahead().then(Ahead::default);
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let invoker = Self(Arc::new(Shared {
            executor,
            server,
            queue: Queue::new(clock.clone()),
            executions: Arc::new(Executions::restored(
                executions,
                clock.clone(),
                bus.activity(),
            )),
            registry,
            clock,
            bus: bus.downgrade(),
            activity: Arc::clone(bus.activity()),
            pools: Pools::default(),
            ahead,
            has_begun: AtomicBool::new(false),
            standbys: Standbys::default(),
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

    /// Starts an environment before anybody asks for one, unless one is idle, or tenants have their own.
    /// A runtime that cannot start says so in its log, and whoever asks next starts another.
    pub(crate) async fn warm(&self, function: Arc<FunctionVersion>) {
        let shared = &self.0;
        if function.tenant_isolation {
            return;
        }
        // An event that comes meanwhile waits for this start.
        let ahead = shared.ahead.as_ref();
        let _underway = ahead.and_then(|ahead| ahead.begin(&function));
        if let Ok(idle) = shared.pools.take(&function, None) {
            return shared.pools.put_back(idle);
        }
        match shared.environment(&function).await {
            Ok(mut environment) => {
                if let Init::Ready = environment.initialised(INIT_TIMEOUT).await {
                    shared.pools.put_back(environment);
                }
            }
            Err(problem) => tracing::warn!("a function cannot start: {problem:?}"),
        }
        shared.stand_by(&function);
    }

    /// Keeps what waits for a function's next save, however long nobody asks.
    pub(crate) fn renew(&self, function: &FunctionVersion) {
        self.0.standbys.renew(function);
    }

    /// As [`Invoker::invoke`], without waiting; [`ended`] reads what the task comes to. The errors are
    /// those of [`Invoker::begin_run`], and for durable functions of [`Invoker::begin_durable`].
    pub(super) fn begin(
        &self,
        runnable: Runnable,
        invocation: Invocation,
    ) -> Result<JoinHandle<Result<InvocationResult, AwsError>>, AwsError> {
        match runnable.version.durable {
            Some(_) => self.begin_durable(&runnable, &invocation),
            None => self.begin_run(runnable, invocation),
        }
    }

    /// Runs a function once, also a durable one. The errors are a tenant that is missing, a snapshot that
    /// could not be taken, throttling and recursion.
    pub(crate) fn begin_run(
        &self,
        runnable: Runnable,
        invocation: Invocation,
    ) -> Result<JoinHandle<Result<InvocationResult, AwsError>>, AwsError> {
        let function = runnable.version;
        tenancy::admit(&function, invocation.tenant_id.as_deref())?;
        if function.snapshot.progress() == Progress::Failed {
            return Err(error::invoke::in_state("Failed"));
        }
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
        Ok(tokio::spawn(async move {
            let result = shared.run(function, invocation).await;
            drop((permit, place));
            result
        }))
    }

    /// Queues an event for later; it is retried when the function fails. `resolve` finds the
    /// function anew for each attempt, so that a retry runs what is there by then. For a durable function
    /// the event begins an execution, whose ARN is the answer.
    pub(crate) fn enqueue(
        &self,
        resolve: impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static,
        function: &Runnable,
        invocation: &Invocation,
    ) -> Result<Option<String>, AwsError> {
        if function.version.durable.is_some() {
            let execution = self.start_durable(function, invocation, false)?;
            return Ok(Some(execution.arn()));
        }
        let event = Accepted::new(function, invocation, self.0.clock.unix_ms());
        self.take(resolve, Arc::new(event), None).map(|()| None)
    }

    /// Goes on with an event that was accepted in an earlier run.
    pub(crate) fn go_on(
        &self,
        resolve: impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static,
        number: u64,
        event: Arc<Accepted>,
    ) {
        let arn = event.function_arn().to_owned();
        if let Err(why) = self.take(resolve, event, Some(number)) {
            tracing::warn!("an asynchronous event of {arn} is lost: {why}");
        }
    }

    /// Events that were accepted and have not come to their ends.
    pub(crate) fn accepted(&self) -> AcceptedImage {
        self.0.queue.image()
    }

    fn take(
        &self,
        resolve: impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static,
        event: Arc<Accepted>,
        number: Option<u64>,
    ) -> Result<(), AwsError> {
        let head = &event.head;
        let invocation = event.invocation();
        let teller = Teller {
            bus: self.0.bus.clone(),
            clock: self.0.clock.clone(),
            scope: head.scope.clone(),
            destinations: head.event_invoke.destinations.clone(),
            dead_letter: head.dead_letter.clone(),
            invocation: invocation.clone(),
        };
        let what = format!("{} for {}", head.request_id, head.function_arn);
        let working = self.0.activity.begin("asynchronous invocation", what);
        let invoker = self.clone();
        let resolve = Arc::new(resolve);
        let attempt = move || -> AttemptFuture {
            let (invoker, resolve) = (invoker.clone(), Arc::clone(&resolve));
            let invocation = invocation.clone();
            Box::pin(async move { invoker.invoke(resolve()?, invocation).await })
        };
        let pushed = self
            .0
            .queue
            .push(event, number, Box::new(attempt), teller, working);
        pushed.map_err(|_| error::invoke::concurrency_exhausted())
    }

    /// A trace id for a request that brought none, as X-Amzn-Trace-Id spells it.
    pub(crate) fn trace_id(&self) -> String {
        trace_id_of(&self.0.clock)
    }

    /// Starts an environment that the next event of a function will find ready.
    pub(crate) fn start_ahead(&self, function: Arc<FunctionVersion>) {
        self.0.start_ahead(function);
    }

    /// Initialises a version with SnapStart: what a snapshot would be taken of is there for the first
    /// event. Whether it fails is known from then on.
    pub(crate) fn take_snapshot(&self, function: Arc<FunctionVersion>) {
        self.0.take_snapshot(function);
    }

    /// Ends the idle environments of a function; those at work end when they are done.
    pub(crate) fn retire(&self, scope: &Scope, name: &str) {
        self.0.pools.retire(scope, name);
        self.0.standbys.retire(scope, name);
    }

    /// Runs no events that wait any more, and ends environments: those at work when they are done.
    pub(crate) fn stop(&self) {
        self.0.queue.stop();
        self.0.executions.close();
        self.0.provisions.close();
        self.0.pools.close();
        self.0.standbys.close();
    }
}

/// What a run came to, whose task nobody ends but this program's own end.
pub(crate) fn ended(
    run: Result<Result<InvocationResult, AwsError>, JoinError>,
) -> Result<InvocationResult, AwsError> {
    run.unwrap_or_else(|stopped| Err(error::invoke::service(stopped.to_string())))
}

/// Ends idle environments while the invoker lives.
async fn retire_idle(invoker: std::sync::Weak<Shared>) {
    loop {
        sleep(IDLE_MAX / 10).await;
        match invoker.upgrade() {
            Some(shared) => {
                shared.pools.retire_idle(Instant::now());
                shared.standbys.retire_idle(Instant::now());
            }
            None => return,
        }
    }
}
