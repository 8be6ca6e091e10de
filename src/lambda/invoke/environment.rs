//! One environment: a runtime with its own Runtime API, which works on one event at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::report::{self, Report, Status};
use super::variables::variables;
use crate::aws::time::iso_millis;
use crate::clock::Clock;
use crate::lambda::executor::Executor;
use crate::lambda::executor::environment::{Exit, RunningEnvironment, Usage};
use crate::lambda::executor::launch::{Launch, LaunchProblem};
use crate::lambda::executor::logs::LogSink;
use crate::lambda::functions::version::FunctionVersion;
use crate::lambda::runtime_api::answer::{Answer, Event, RuntimeError};
use crate::lambda::runtime_api::exchange::Exchange;
use crate::lambda::runtime_api::listener::RuntimeApi;

/// The type of the error that an exit becomes.
pub(super) const EXIT_ERROR: &str = "Runtime.ExitError";

/// A started environment. Dropping it ends whatever runs in it.
#[derive(Debug)]
pub(super) struct Environment {
    running: RunningEnvironment,
    exchange: Arc<Exchange>,
    logs: LogSink,
    function: Arc<FunctionVersion>,
    /// How long initialisation took, until the first event has been reported.
    init: Option<Duration>,
    started: Instant,
    clock: Clock,
    _api: RuntimeApi,
}

/// How initialisation went.
#[derive(Debug)]
pub(super) enum Init {
    Ready,
    /// The runtime said that it cannot.
    Failed(RuntimeError),
    Exited(Exit),
    /// It took longer than it may.
    TimedOut,
}

/// How one event went.
#[derive(Debug)]
pub(super) enum Outcome {
    Answered(Answer),
    TimedOut,
    Exited(Exit),
    /// The environment died before it took the event; another may have it.
    NotTaken,
}

impl Environment {
    /// Starts an environment for a function; its runtime then initialises on its own.
    pub(super) async fn start(
        executor: &Executor,
        function: Arc<FunctionVersion>,
        server_port: u16,
        clock: &Clock,
    ) -> Result<Self, LaunchProblem> {
        let exchange = Arc::new(Exchange::new());
        let api = RuntimeApi::serve(executor.listen_address(), Arc::clone(&exchange))
            .await
            .map_err(|error| LaunchProblem::Failed(format!("no Runtime API: {error}")))?;
        let logs = LogSink::new(&function.name);
        logs.write(report::init_start(&function).as_bytes());
        let environment_id = clock.hex(32);
        let endpoint_url = executor.endpoint_url(server_port);
        let started = Instant::now();
        let running = executor
            .start(Launch {
                variables: variables(&function, &environment_id, endpoint_url, clock),
                function: Arc::clone(&function),
                environment_id,
                runtime_api: api.address(),
                logs: logs.clone(),
            })
            .await?;
        running.begin();
        Ok(Self {
            running,
            exchange,
            logs,
            function,
            init: None,
            started,
            clock: clock.clone(),
            _api: api,
        })
    }

    /// Whose code and settings this environment has.
    pub(super) fn function(&self) -> &Arc<FunctionVersion> {
        &self.function
    }

    /// It can take an event: nothing has ended it.
    pub(super) fn is_alive(&self) -> bool {
        self.running.exit().is_none()
    }

    /// The last 4096 bytes of what it wrote for the event at hand.
    pub(super) fn log_tail(&self) -> Vec<u8> {
        self.logs.tail()
    }

    /// Waits until the runtime asks for its first event.
    pub(super) async fn initialised(&mut self, limit: Duration) -> Init {
        let init = tokio::select! {
            biased;
            started = self.exchange.started() => match started {
                Ok(()) => Init::Ready,
                Err(error) => Init::Failed(error),
            },
            exit = self.running.exited() => Init::Exited(exit),
            () = sleep(limit) => Init::TimedOut,
        };
        let took = self.started.elapsed();
        self.init = Some(took);
        let status = match &init {
            Init::Ready => return init,
            Init::Failed(error) => Status::Error(error.error_type.clone()),
            Init::Exited(_) => Status::Error(EXIT_ERROR.to_owned()),
            Init::TimedOut => Status::Timeout,
        };
        self.running.kill().await;
        self.logs
            .write(report::init_report(took, &status).as_bytes());
        init
    }

    /// Writes the lines of an event that found no initialised runtime.
    pub(super) fn report_unserved(&mut self, request_id: &str, status: Status) {
        self.logs
            .write(report::start(request_id, &self.function.version).as_bytes());
        let duration = self.init.take().unwrap_or_default();
        self.write_end(request_id, duration, status, Usage::default());
    }

    /// Hands over one event and waits for its end: an answer, the function's timeout, or an exit.
    pub(super) async fn serve(&mut self, event: Event) -> Outcome {
        let request_id = event.request_id.clone();
        self.logs.clear_tail();
        self.logs
            .write(report::start(&request_id, &self.function.version).as_bytes());
        self.running.begin();
        let began = Instant::now();
        let outcome = self.outcome(event).await;
        let duration = began.elapsed();
        let usage = self.running.settle().await;
        let status = match &outcome {
            Outcome::NotTaken => return outcome,
            Outcome::Answered(_) => Status::Answered,
            Outcome::TimedOut => {
                self.running.kill().await;
                let now = iso_millis(self.clock.now());
                let limit = self.function.timeout_s;
                self.logs.write(
                    format!("{now} {request_id} Task timed out after {limit}.00 seconds\n\n")
                        .as_bytes(),
                );
                Status::Timeout
            }
            Outcome::Exited(exit) => {
                let reason = exit.reason();
                self.logs.write(
                    format!("RequestId: {request_id} Error: {reason}\n{EXIT_ERROR}\n").as_bytes(),
                );
                Status::Error(EXIT_ERROR.to_owned())
            }
        };
        self.write_end(&request_id, duration, status, usage);
        outcome
    }

    fn write_end(&mut self, request_id: &str, duration: Duration, status: Status, usage: Usage) {
        let report = Report {
            request_id,
            duration,
            init: self.init.take(),
            memory_mb: self.function.memory_mb,
            memory_peak_mb: usage.memory_peak_mb,
            status,
        };
        self.logs.write(report::end(&report).as_bytes());
    }

    async fn outcome(&self, event: Event) -> Outcome {
        let limit = Duration::from_secs(u64::from(self.function.timeout_s));
        let answered = self.exchange.offer(event);
        let ended = async {
            tokio::select! {
                biased;
                Ok(answer) = answered => Outcome::Answered(answer),
                exit = self.running.exited() => match self.exchange.withdraw() {
                    true => Outcome::NotTaken,
                    false => Outcome::Exited(exit),
                },
            }
        };
        match timeout(limit, ended).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::TimedOut,
        }
    }
}
