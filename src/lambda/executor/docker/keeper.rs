//! Keeps one running container: passes its output on, serves its owner's orders, sees its end.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, sleep_until, timeout};

use crate::lambda::executor::environment::{EnvironmentKeeper, Exit, Logs, Order, Usage};
use crate::lambda::executor::logs::LogSink;

use super::engine::{Engine, EngineProblem, Output};
use super::memory::Memory;
use super::network::Network;

/// Output passes through the engine, which does not say when all of it has come: it has once there
/// was none for so long after some, where a caller waits.
const QUIET: Duration = Duration::from_millis(10);
/// As [`QUIET`], for an event of which nothing has come, or whose caller does not wait.
const LATE_QUIET: Duration = Duration::from_millis(50);
/// How long the rest of a line that has begun may take.
const LINE_QUIET: Duration = Duration::from_millis(250);
/// A function that never stops writing is not waited for longer, unless the engine is slow itself.
const SETTLE_MAX: Duration = Duration::from_millis(500);
/// How long a container may take to die, and its exit code to come.
const KILL_TIMEOUT: Duration = Duration::from_secs(3);
/// How long output may still come after a container has ended.
const END_TIMEOUT: Duration = Duration::from_millis(500);

/// A container that runs.
pub(super) struct Container {
    pub(super) engine: Engine,
    pub(super) id: String,
    pub(super) output: Output,
    pub(super) logs: LogSink,
    pub(super) network: Network,
}

/// Serves until the container has ended. `waited` is [`Engine::wait`], asked before the start.
pub(super) async fn keep(
    mut container: Container,
    mut keeper: EnvironmentKeeper,
    waited: impl Future<Output = Result<i64, EngineProblem>>,
) {
    tokio::pin!(waited);
    container.logs.lag();
    let finding = Memory::of(container.engine.clone(), container.id.clone());
    tokio::pin!(finding);
    let mut memory = None;
    // Whether something has come of the event at hand, and whether there is one.
    let (mut is_silent, mut works) = (true, true);
    // Until records of the platform no longer wait for output.
    let mut wait: Option<Wait> = None;
    let exit = loop {
        tokio::select! {
            biased;
            ended = &mut waited => {
                container.drain().await;
                break exit_of(ended);
            }
            order = keeper.orders.recv() => match order {
                Some(Order::Begin) => {
                    (is_silent, works) = (true, true);
                    wait = Some(Wait::new(container.quiet(LATE_QUIET)));
                }
                Some(Order::Rest) => {}
                Some(Order::Settle(logs, answer)) => {
                    container.settle(logs, is_silent).await;
                    // Between events nobody asks for it.
                    let has_worked = std::mem::take(&mut works);
                    if has_worked && memory.is_none() {
                        memory = Some((&mut finding).await);
                    }
                    let memory = memory.as_ref().filter(|_| has_worked);
                    let memory_peak_mb = memory.and_then(Memory::peak_mb);
                    let _ = answer.send(Usage { memory_peak_mb });
                    wait = Some(Wait::new(container.quiet(LATE_QUIET)));
                }
                Some(Order::Address(answer)) => {
                    let _ = answer.send(container.address().await);
                }
                Some(Order::Terminate(answer)) => {
                    if let Err(problem) = container.engine.terminate(&container.id, KILL_TIMEOUT).await {
                        tracing::debug!("cannot ask {} to end: {problem}", container.id);
                    }
                    let _ = answer.send(());
                }
                Some(Order::Kill) | None => break container.kill(waited).await,
            },
            found = &mut finding, if memory.is_none() => memory = Some(found),
            piece = container.output.next() => match piece {
                Some((source, bytes)) => {
                    container.logs.write_from(source, &bytes);
                    is_silent = false;
                    wait = wait.map(|wait| wait.longer(container.quiet(LATE_QUIET)));
                }
                // Its output is closed, so it has ended, or the engine has; one that is busy says so late.
                None => break match timeout(KILL_TIMEOUT, &mut waited).await {
                    Ok(ended) => exit_of(ended),
                    Err(_) => container.kill(waited).await,
                },
            },
            () = Wait::end(wait) => {
                container.logs.settle_waiting();
                wait = None;
            }
        }
    };
    container.logs.settle_waiting();
    keeper.ended(exit);
}

/// Output may be on its way.
#[derive(Clone, Copy)]
struct Wait {
    until: Instant,
    longest: Instant,
}

impl Wait {
    fn new(quiet: Duration) -> Self {
        let now = Instant::now();
        Self {
            until: now + quiet,
            longest: now + SETTLE_MAX,
        }
    }

    /// Some has come.
    fn longer(self, quiet: Duration) -> Self {
        let until = self.longest.min(Instant::now() + quiet);
        Self { until, ..self }
    }

    /// Without a wait there is no end.
    async fn end(wait: Option<Self>) {
        match wait {
            Some(wait) => sleep_until(wait.until).await,
            None => std::future::pending().await,
        }
    }
}

impl Container {
    /// Reads what has come; for awaited logs, until nothing has come for a while.
    async fn settle(&mut self, logs: Logs, is_silent: bool) {
        match logs {
            Logs::Awaited => {
                // An engine that is busy answers late, and brings output later still.
                let asked = Instant::now();
                let _ = timeout(SETTLE_MAX, self.engine.container(&self.id)).await;
                self.read_until_quiet(is_silent, 3 * asked.elapsed()).await;
                self.logs.settle();
            }
            Logs::Unread => {
                self.read_ready();
                self.logs.expect_more();
            }
        }
    }

    /// By which whoever listens in it is reached from here; `None` in a virtual machine.
    async fn address(&mut self) -> Option<IpAddr> {
        match &self.network {
            Network::Host => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            Network::Desktop { .. } => None,
            Network::Named { name, .. } => {
                let inspected = self.engine.container(&self.id).await.ok()?;
                let networks = inspected.network_settings?.networks?;
                networks.get(name)?.ip_address.as_ref()?.parse().ok()
            }
        }
    }

    /// Reads until nothing has come for a while, which is `at_least` so long until something has.
    async fn read_until_quiet(&mut self, is_silent: bool, at_least: Duration) {
        let deadline = Instant::now() + SETTLE_MAX.max(at_least);
        let quiet = if is_silent { LATE_QUIET } else { QUIET };
        let mut quiet = quiet.max(at_least);
        while Instant::now() < deadline {
            match timeout(self.quiet(quiet), self.output.next()).await {
                Ok(Some((source, bytes))) => {
                    quiet = QUIET;
                    self.logs.write_from(source, &bytes);
                }
                Ok(None) | Err(_) => return,
            }
        }
    }

    /// Reads what has come.
    fn read_ready(&mut self) {
        while let Some(Some((source, bytes))) = self.output.next().now_or_never() {
            self.logs.write_from(source, &bytes);
        }
    }

    /// How long nothing may come until nothing is taken to be on its way.
    fn quiet(&self, between_lines: Duration) -> Duration {
        match self.logs.is_in_a_line() {
            true => LINE_QUIET,
            false => between_lines,
        }
    }

    /// Reads what is left of the output of a container that has ended.
    async fn drain(&mut self) {
        let rest = async {
            while let Some((source, bytes)) = self.output.next().await {
                self.logs.write_from(source, &bytes);
            }
        };
        let _ = timeout(END_TIMEOUT, rest).await;
    }

    /// Kills the container. An engine that does not say so in time leaves it lost; the sweep of the
    /// next start finds it.
    async fn kill(&mut self, waited: impl Future<Output = Result<i64, EngineProblem>>) -> Exit {
        let removed = self.engine.remove(&self.id, KILL_TIMEOUT);
        let (removed, ended) = tokio::join!(removed, timeout(KILL_TIMEOUT, waited));
        match (removed, ended) {
            (_, Ok(Ok(code))) => {
                self.drain().await;
                exit_of(Ok(code))
            }
            (Ok(()), Ok(Err(_)) | Err(_)) => {
                self.drain().await;
                Exit::Signal(9)
            }
            (Err(problem), _) => {
                tracing::warn!("cannot remove the container {}: {problem}", self.id);
                Exit::Lost
            }
        }
    }
}

fn exit_of(ended: Result<i64, EngineProblem>) -> Exit {
    match ended {
        Ok(code) => Exit::of_shell(code as i32),
        Err(_) => Exit::Lost,
    }
}
