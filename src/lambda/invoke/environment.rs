//! One environment: a runtime with its own Runtime API, which works on one event at a time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot::error::RecvError;
use tokio::time::Instant;

use super::ending::Ending;
use super::initialization::Initialization;
use super::platform_log::{ENTRYPOINT_ERROR, EXIT_ERROR, PlatformLog, Report, Status};
use super::variables::{Server, variables};
use crate::aws::error::AwsError;
use crate::bus::WeakBus;
use crate::clock::Clock;
use crate::lambda::error;
use crate::lambda::executor::Executor;
use crate::lambda::executor::environment::{Exit, Logs, RunningEnvironment, Usage};
use crate::lambda::executor::extensions;
use crate::lambda::executor::launch::{Launch, LaunchProblem};
use crate::lambda::executor::log_stream::LogStream;
use crate::lambda::executor::logs::LogSink;
use crate::lambda::functions::version::{FunctionVersion, LogFormat};
use crate::lambda::runtime_api::answer::{Answer, Event, RuntimeError};
use crate::lambda::runtime_api::exchange::Exchange;
use crate::lambda::runtime_api::extension::{Fault, invoke_event};
use crate::lambda::runtime_api::extensions::End;
use crate::lambda::runtime_api::listener::RuntimeApi;
use crate::lambda::runtime_api::served::Served;
use crate::lambda::telemetry::feed::Feed;

/// A snapshot's restoration, with what the function does then, may take so long (Developer Guide,
/// "Restore phase").
const RESTORE_TIMEOUT: Duration = Duration::from_secs(10);

/// A started environment. Dropping it ends whatever runs in it.
#[derive(Debug)]
pub(super) struct Environment {
    running: Arc<RunningEnvironment>,
    exchange: Arc<Exchange>,
    clock: Clock,
    /// What extensions are told of its end.
    end_reason: &'static str,
    logs: LogSink,
    platform: PlatformLog,
    function: Arc<FunctionVersion>,
    /// Whom alone it serves, of a function with isolated tenants.
    tenant_id: Option<String>,
    /// How long initialisation took, until the first event has been reported.
    init: Option<Duration>,
    /// How long the restoration from a snapshot took, until then.
    restore: Option<Duration>,
    /// It is yet to be restored.
    is_snapshot: bool,
    started: Instant,
    /// Of the code that it has loaded.
    generation: u64,
    /// The last event's output may still be on its way.
    unsettled: bool,
    api: Arc<RuntimeApi>,
}

/// How initialisation went.
#[derive(Debug)]
pub(super) enum Init {
    Ready,
    /// The runtime said that it cannot.
    Failed(RuntimeError),
    Exited(Exit),
    ExtensionFailed(Fault),
    /// It took longer than it may.
    TimedOut,
}

/// How one event went.
#[derive(Debug)]
pub(super) enum Outcome {
    Answered(Answer),
    TimedOut,
    Exited(Exit),
    ExtensionFailed(Fault),
    /// The environment died before it took the event; another may have it.
    NotTaken,
}

impl Drop for Environment {
    fn drop(&mut self) {
        if let Some(ending) = Ending::of(&self.running, &self.exchange)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let api = Arc::clone(&self.api);
            let (reason, now_ms) = (self.end_reason, self.clock.unix_ms());
            runtime.spawn(async move {
                ending.end(reason, now_ms).await;
                drop(api);
            });
        }
    }
}

impl Environment {
    /// Starts an environment for a function; its runtime then initialises on its own.
    pub(super) async fn start(
        executor: &Executor,
        function: Arc<FunctionVersion>,
        server: &Server,
        clock: &Clock,
        bus: &WeakBus,
        initialization: Initialization,
    ) -> Result<Self, LaunchProblem> {
        let initialization = initialization.of(&function);
        let is_snapshot = initialization == Initialization::SnapStart;
        let names = extensions::names(&function.layers).await;
        let lines_are_json = function.log_format != LogFormat::Text;
        let feed = Arc::new(Feed::new(clock.clone(), lines_are_json));
        let exchange = Arc::new(Exchange::new(&names, Arc::clone(&feed)));
        let served = Served {
            exchange: Arc::clone(&exchange),
            function: Arc::clone(&function),
            clock: clock.clone(),
        };
        let api = RuntimeApi::serve(executor.listen_address(), served)
            .await
            .map_err(|error| LaunchProblem::Failed(format!("no Runtime API: {error}")))?;
        let environment_id = clock.hex(32);
        let stream = LogStream::of(&function, &environment_id, clock, bus.clone());
        let stream_name = stream.name().to_owned();
        let logs = LogSink::new(&function.name, stream, Arc::clone(&feed));
        if !names.is_empty() {
            logs.expect_marks();
        }
        if initialization == Initialization::Ahead {
            logs.hold();
        }
        let platform = PlatformLog::new(logs.clone(), feed, Arc::clone(&function), clock.clone());
        let platform = platform.initialised(initialization);
        let held = initialization == Initialization::Held;
        if held {
            exchange.hold();
        } else {
            platform.init_start();
        }
        let endpoint_url = executor.endpoint_url(server.port) + &server.base_path;
        let started = Instant::now();
        let generation = function.code.generation();
        let running = executor
            .start(Launch {
                variables: variables(&function, stream_name, server, endpoint_url, initialization),
                function: Arc::clone(&function),
                environment_id,
                runtime_api: api.address(),
                extensions: !names.is_empty(),
                held,
                logs: logs.clone(),
            })
            .await?;
        exchange.drive(running.pace());
        Ok(Self {
            running: Arc::new(running),
            exchange,
            clock: clock.clone(),
            end_reason: "spindown",
            logs,
            platform,
            function,
            tenant_id: None,
            init: None,
            restore: None,
            is_snapshot,
            started,
            generation,
            unsettled: false,
            api: Arc::new(api),
        })
    }

    /// Waits until its runtime waits to begin; `false` if it never will.
    pub(super) async fn held(&self) -> bool {
        tokio::select! {
            () = self.exchange.held() => true,
            _ = self.exchange.started() => false,
            _ = self.running.exited() => false,
        }
    }

    /// Lets a runtime begin that was held, with the code as it is now.
    pub(super) fn begin(&mut self) {
        self.platform.init_start();
        self.started = Instant::now();
        self.generation = self.function.code.generation();
        self.exchange.begin();
    }

    /// What the log says of an event whose environment has nothing to start.
    pub(super) fn log_of_unstarted(
        function: &Arc<FunctionVersion>,
        clock: &Clock,
        bus: &WeakBus,
        request_id: &str,
        reason: &str,
    ) -> Vec<u8> {
        let stream = LogStream::of(function, &clock.hex(32), clock, bus.clone());
        let feed = Arc::new(Feed::closed(clock.clone()));
        let logs = LogSink::new(&function.name, stream, Arc::clone(&feed));
        let platform = PlatformLog::new(logs.clone(), feed, Arc::clone(function), clock.clone());
        platform.start(request_id);
        platform.failed(request_id, reason, ENTRYPOINT_ERROR);
        platform.end(&Report {
            request_id,
            duration: Duration::ZERO,
            init: None,
            restore: None,
            memory_peak_mb: None,
            status: Status::Error(ENTRYPOINT_ERROR.to_owned()),
        });
        logs.tail()
    }

    /// Whose code and settings this environment has.
    pub(super) fn tenant_id(&self) -> Option<&str> {
        self.tenant_id.as_deref()
    }

    /// Says whom alone it serves from now on.
    pub(super) fn dedicate_to(&mut self, tenant_id: Option<String>) {
        self.tenant_id = tenant_id;
    }

    pub(super) fn function(&self) -> &Arc<FunctionVersion> {
        &self.function
    }

    /// It can take an event: nothing has ended it, and its code is the function's.
    pub(super) fn is_fit(&self) -> bool {
        let extensions = &self.exchange.extensions;
        let failed = extensions.fault().is_some() || extensions.runtime_exit().is_some();
        self.is_alive() && !failed && self.generation == self.function.code.generation()
    }

    /// Something of it runs.
    pub(super) fn is_alive(&self) -> bool {
        self.running.exit().is_none()
    }

    /// Where its Runtime API listens.
    pub(super) fn api(&self) -> SocketAddr {
        self.api.address()
    }

    /// Something has connected to its Runtime API.
    pub(super) fn has_reached_us(&self) -> bool {
        self.api.was_reached()
    }

    /// The last 4096 bytes of what it wrote for the event at hand.
    pub(super) fn log_tail(&self) -> Vec<u8> {
        self.logs.tail()
    }

    /// Restores a runtime that has initialised as if it came from a snapshot, unless that was done.
    pub(super) async fn restored(&mut self) -> Result<(), AwsError> {
        if !std::mem::take(&mut self.is_snapshot) {
            return Ok(());
        }
        self.exchange.feed.begin();
        self.platform.restore_start();
        let began = Instant::now();
        let status = tokio::select! {
            biased;
            fault = self.exchange.extensions.failed() => Status::Error(fault.kind.to_owned()),
            restored = self.exchange.restore() => match restored {
                Ok(()) => Status::Success,
                Err(error) => Status::Error(error.error_type),
            },
            _ = self.exited() => Status::Error(EXIT_ERROR.to_owned()),
            () = self.exchange.debugger.time_out(RESTORE_TIMEOUT) => Status::Timeout,
        };
        let took = began.elapsed();
        self.restore = Some(took);
        self.platform.restore_end(took, &status);
        match status {
            Status::Success => return Ok(()),
            _ => self.stop("failure").await,
        }
        Err(match status {
            Status::Timeout => error::invoke::snap_start_timeout(),
            _ => error::invoke::snap_start(),
        })
    }

    /// Waits until the runtime asks for its first event.
    pub(super) async fn initialised(&mut self, limit: Duration) -> Init {
        let ready = async {
            self.exchange.started().await?;
            self.exchange.extensions.idle().await;
            Ok(())
        };
        let init = tokio::select! {
            biased;
            fault = self.exchange.extensions.failed() => Init::ExtensionFailed(fault),
            started = ready => match started {
                Ok(()) => Init::Ready,
                Err(error) => Init::Failed(error),
            },
            exit = self.exited() => Init::Exited(exit),
            () = self.exchange.debugger.time_out(limit) => Init::TimedOut,
        };
        let took = self.started.elapsed();
        self.init = Some(took);
        for extension in self.exchange.extensions.described() {
            self.platform.extension(&extension);
        }
        for subscribed in self.exchange.feed.described() {
            self.platform.subscription(&subscribed);
        }
        let status = match &init {
            Init::Ready => {
                self.platform.init_end(took, &Status::Success);
                if self.is_snapshot {
                    // It belongs to no event.
                    self.init = None;
                }
                self.exchange.feed.close();
                if self.exchange.feed.end() {
                    self.exchange.rest();
                }
                return init;
            }
            Init::ExtensionFailed(fault) => Status::Error(fault.kind.to_owned()),
            Init::Failed(error) => Status::Error(error.error_type.clone()),
            Init::Exited(_) => Status::Error(EXIT_ERROR.to_owned()),
            Init::TimedOut => Status::Timeout,
        };
        self.stop("failure").await;
        self.platform.init_end(took, &status);
        init
    }

    /// Writes the lines of an event that found no initialised runtime.
    pub(super) fn report_unserved(&mut self, request_id: &str, status: Status) {
        self.platform.start(request_id);
        let duration = self.init.take().unwrap_or_default();
        self.platform
            .runtime_done(request_id, duration, &status, None);
        self.write_end(request_id, duration, status, Usage::default());
    }

    /// Hands over one event and waits for its end: an answer, the function's timeout, or an exit.
    /// An answer waits for the log only if that is awaited; then nothing older is in it either.
    pub(super) async fn serve(&mut self, event: Event, logs: Logs) -> Outcome {
        let request_id = event.request_id.clone();
        if self.unsettled {
            self.running.settle(logs).await;
        }
        self.logs.begin();
        self.exchange.feed.begin();
        self.platform.start(&request_id);
        if self.exchange.extensions.any() {
            self.exchange.extensions.invoke(&invoke_event(&event));
        }
        let began = Instant::now();
        let outcome = self.outcome(event, began).await;
        let duration = began.elapsed();
        let logs = match outcome {
            Outcome::Answered(_) => logs,
            _ => Logs::Awaited,
        };
        self.unsettled = logs == Logs::Unread;
        let usage = self.running.settle(logs).await;
        let status = match &outcome {
            Outcome::NotTaken => return outcome,
            Outcome::Answered(_) => Status::Success,
            Outcome::TimedOut => {
                self.stop("timeout").await;
                self.platform.timed_out(&request_id);
                Status::Timeout
            }
            Outcome::ExtensionFailed(fault) => {
                self.stop("failure").await;
                self.platform.failed(&request_id, &fault.reason, fault.kind);
                Status::Error(fault.kind.to_owned())
            }
            Outcome::Exited(exit) => {
                self.stop("failure").await;
                self.platform
                    .failed(&request_id, &exit.reason(), EXIT_ERROR);
                Status::Error(EXIT_ERROR.to_owned())
            }
        };
        if status != Status::Success {
            self.platform
                .runtime_done(&request_id, duration, &status, None);
        }
        self.write_end(&request_id, duration, status, usage);
        if self.exchange.feed.end() {
            self.exchange.rest();
        }
        outcome
    }

    /// The lines of an event that found an extension which has failed.
    pub(super) fn report_fault(&mut self, request_id: &str, fault: &Fault) {
        self.platform.failed(request_id, &fault.reason, fault.kind);
        self.report_unserved(request_id, Status::Error(fault.kind.to_owned()));
    }

    /// Waits for the end of its runtime, alone or with all the rest.
    async fn exited(&self) -> Exit {
        tokio::select! {
            exit = self.exchange.extensions.runtime_gone() => exit,
            exit = self.running.exited() => exit,
        }
    }

    /// Ends it, for a reason in AWS's words, unless its processes are to have a while for their end: then
    /// whoever drops it begins that.
    async fn stop(&mut self, reason: &'static str) {
        self.end_reason = reason;
        if self.exchange.extensions.await_end() == End::AtOnce {
            self.running.kill().await;
        }
    }

    fn write_end(&mut self, request_id: &str, duration: Duration, status: Status, usage: Usage) {
        self.platform.end(&Report {
            request_id,
            duration,
            init: self.init.take(),
            restore: self.restore.take(),
            memory_peak_mb: usage.memory_peak_mb,
            status,
        });
    }

    async fn outcome(&self, event: Event, began: Instant) -> Outcome {
        let request_id = event.request_id.clone();
        let limit = Duration::from_secs(u64::from(self.function.timeout_s));
        let answered = self.exchange.offer(event);
        let answered = async {
            let answer = answered.await?;
            let produced = match &answer {
                Answer::Response(payload) => Some(payload.len()),
                Answer::Streamed | Answer::Error(_) => None,
            };
            // Extensions may wait for it before they wait for more.
            self.platform
                .runtime_done(&request_id, began.elapsed(), &Status::Success, produced);
            self.exchange.extensions.idle().await;
            Ok::<_, RecvError>(answer)
        };
        let ended = async {
            tokio::select! {
                biased;
                fault = self.exchange.extensions.failed() => Outcome::ExtensionFailed(fault),
                Ok(answer) = answered => Outcome::Answered(answer),
                exit = self.exited() => match self.exchange.withdraw() {
                    true => Outcome::NotTaken,
                    false => Outcome::Exited(exit),
                },
            }
        };
        tokio::select! {
            biased;
            outcome = ended => outcome,
            () = self.exchange.debugger.time_out(limit) => Outcome::TimedOut,
        }
    }
}
