//! One supervised function process: its pipes, its limits, its end.

use std::io;
use std::net::Ipv4Addr;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;
use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::home::remove_tree;
use super::output::Output;
use super::proc::{self, Memory};
use super::unpacked::Unpacked;
use crate::lambda::executor::environment::{EnvironmentKeeper, Exit, Order, Usage};
use crate::lambda::executor::logs::LogSink;

/// How often the memory of a function at work is looked at.
const MEMORY_INTERVAL: Duration = Duration::from_millis(50);

/// What belongs to one process, beside the process.
pub(super) struct Belongings {
    pub(super) environment_id: String,
    pub(super) logs: LogSink,
    pub(super) memory_mb: u32,
    /// Removed at the end.
    pub(super) scratch: PathBuf,
    /// Kept as long as the process may read them: its code, and its layers.
    pub(super) _unpacked: Unpacked,
}

/// A running supervisor with the function below it.
pub(super) struct Supervised {
    child: Child,
    supervisor: Option<Pid>,
    function: Option<Pid>,
    output: Receiver,
    lifeline: UnixStream,
    belongings: Belongings,
    peak: Memory,
}

impl Supervised {
    /// Starts a command whose standard input is to be the lifeline, and whose output is one pipe.
    pub(super) fn spawn(mut command: Command, belongings: Belongings) -> io::Result<Self> {
        let (lifeline, theirs) = std::os::unix::net::UnixStream::pair()?;
        lifeline.set_nonblocking(true)?;
        let (reader, writer) = io::pipe()?;
        command
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(writer.try_clone()?)
            .stderr(writer);
        let child = command.spawn()?;
        // The command holds our copies of the function's ends.
        drop(command);
        let pid = child.id().and_then(|id| i32::try_from(id).ok());
        Ok(Self {
            child,
            supervisor: pid.and_then(Pid::from_raw),
            function: None,
            output: Receiver::from_owned_fd(OwnedFd::from(reader))?,
            lifeline: UnixStream::from_std(lifeline)?,
            belongings,
            peak: Memory::default(),
        })
    }

    /// Serves the environment's owner until its end, and cleans up behind it. `stopping` is let go
    /// of when nothing is left.
    pub(super) async fn keep(
        mut self,
        mut keeper: EnvironmentKeeper,
        mut stopping: watch::Receiver<bool>,
    ) {
        let status = self.watch(&mut keeper, &mut stopping).await;
        self.kill_group();
        let id = self.belongings.environment_id.clone();
        let scratch = std::mem::take(&mut self.belongings.scratch);
        let cleaned = tokio::task::spawn_blocking(move || {
            proc::kill_strays(&id);
            remove_tree(&scratch);
        });
        let _ = cleaned.await;
        self.output().drain();
        keeper.ended(status.map_or(Exit::Lost, exit));
        drop(stopping);
    }

    async fn watch(
        &mut self,
        keeper: &mut EnvironmentKeeper,
        stopping: &mut watch::Receiver<bool>,
    ) -> io::Result<ExitStatus> {
        let mut ticks = interval(MEMORY_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut busy, mut silent, mut introduced) = (true, false, false);
        let mut introduction = Vec::new();
        loop {
            tokio::select! {
                order = keeper.orders.recv() => match order {
                    Some(Order::Begin) => {
                        busy = true;
                        self.pause(false);
                    }
                    Some(Order::Rest) => self.pause(true),
                    Some(Order::Settle(_, answer)) => {
                        busy = false;
                        self.output().drain();
                        let _ = answer.send(self.usage());
                    }
                    Some(Order::Address(answer)) => {
                        let _ = answer.send(Some(Ipv4Addr::LOCALHOST.into()));
                    }
                    Some(Order::Terminate(answer)) => {
                        if let Some(function) = self.function {
                            let _ = kill_process(function, Signal::TERM);
                        }
                        let _ = answer.send(());
                    }
                    Some(Order::Kill) | None => {
                        self.kill_group();
                        return self.child.wait().await;
                    }
                },
                // An error means that the executor is gone, which is a stop too.
                _ = stopping.changed() => {
                    self.kill_group();
                    return self.child.wait().await;
                }
                status = self.child.wait() => return status,
                ready = self.output.readable(), if !silent => {
                    ready?;
                    silent = self.output().read_ready();
                }
                _ = ticks.tick(), if busy => self.check_memory(),
                length = self.lifeline.read_buf(&mut introduction), if !introduced => {
                    let line = std::str::from_utf8(&introduction).unwrap_or_default();
                    introduced = length? == 0 || line.ends_with('\n');
                    self.function = line.trim_end().parse().ok().and_then(Pid::from_raw);
                }
            }
        }
    }

    /// Lambda ends an environment that uses more than its memory; so does this.
    fn check_memory(&mut self) {
        let Some(function) = self.function else {
            return;
        };
        if let Some(memory) = proc::memory(function) {
            self.peak = memory;
            if memory.now_kb > u64::from(self.belongings.memory_mb) * 1024 {
                let _ = kill_process(function, Signal::KILL);
            }
        }
    }

    /// Stops the function until its next event, or lets it go on. What it has started in groups of
    /// its own goes on.
    fn pause(&self, stopped: bool) {
        let signal = if stopped { Signal::STOP } else { Signal::CONT };
        if let Some(function) = self.function {
            let _ = kill_process(function, signal);
        }
    }

    fn usage(&mut self) -> Usage {
        self.peak = self.function.and_then(proc::memory).unwrap_or(self.peak);
        let peak_mb = u32::try_from(self.peak.peak_kb.div_ceil(1024)).ok();
        Usage {
            memory_peak_mb: peak_mb.filter(|peak| *peak > 0),
        }
    }

    fn output(&self) -> Output<'_> {
        Output {
            pipe: &self.output,
            logs: &self.belongings.logs,
        }
    }

    /// Ends the supervisor and whatever stayed in its process group.
    fn kill_group(&self) {
        if let Some(supervisor) = self.supervisor {
            let _ = kill_process_group(supervisor, Signal::KILL);
            // It may not have made its group yet. Once waited for, its id means nothing.
            if self.child.id().is_some() {
                let _ = kill_process(supervisor, Signal::KILL);
            }
        }
    }
}

/// The supervisor says like any shell how the function ended: 128 and the signal's number.
fn exit(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code @ 129..=192), _) => Exit::Signal(code - 128),
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::Lost,
    }
}
