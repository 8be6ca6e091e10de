//! One function in a sandbox: its pipes, its pauses, its end.

use std::io;
use std::net::Ipv4Addr;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::process::{Signal, pidfd_send_signal};
use tokio::net::UnixDatagram;
use tokio::net::unix::pipe::Receiver;
use tokio::sync::watch;

use super::nursery::{Fork, Nursery};
use super::output::Output;
use super::sandbox::socket::{self, hear};
use super::sandbox::warden::Warden;
use super::sandbox::{FromInit, Prepare, Run, ToInit};
use super::unpacked::Unpacked;
use crate::lambda::executor::environment::{EnvironmentKeeper, Exit, Order, Usage};
use crate::lambda::executor::logs::LogSink;

/// A sandbox that waits for its function. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Sandbox {
    /// It keeps packets apart and knows its end, as no datagram socket does; only to the reactor it
    /// is one.
    control: UnixDatagram,
    output: Receiver,
    /// Where a function may come in, until one is there.
    entrance: Option<Entrance>,
    /// Tells of the end of a function that came in.
    monitor: Option<UnixDatagram>,
    /// A handle of its first process: to the reactor a pipe, readable once all inside has ended.
    process: Receiver,
}

/// Namespaces of mounts and processes, and the pipe for output.
#[derive(Debug)]
struct Entrance {
    mounts: OwnedFd,
    processes: OwnedFd,
    output: OwnedFd,
}

/// Why a function does not run in its sandbox.
#[derive(Debug)]
pub(super) enum SandboxProblem {
    /// The kernel would not make it: which step, and why.
    Refused(io::Error),
    /// The command cannot be started.
    NotRun(String),
}

impl From<io::Error> for SandboxProblem {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

impl Sandbox {
    /// Makes a sandbox; `home` is the folder of what all share.
    pub(super) async fn start(warden: &Warden, home: &Path) -> io::Result<Self> {
        let (control, theirs) = socket::pair()?;
        let (reader, writer) = io::pipe()?;
        warden.start_init(home, theirs, &writer)?;
        let control = std::os::unix::net::UnixDatagram::from(control);
        control.set_nonblocking(true)?;
        let control = UnixDatagram::from_std(control)?;
        match hear(&control).await? {
            (FromInit::Ready, files) => {
                let Ok([mounts, processes, process]) = <[OwnedFd; 3]>::try_from(files) else {
                    return Err(io::Error::other("it names no process"));
                };
                Ok(Self {
                    control,
                    output: Receiver::from_owned_fd(OwnedFd::from(reader))?,
                    entrance: Some(Entrance {
                        mounts,
                        processes,
                        output: OwnedFd::from(writer),
                    }),
                    monitor: None,
                    process: Receiver::from_owned_fd_unchecked(process)?,
                })
            }
            (FromInit::Failed(why), _) => Err(io::Error::other(why)),
            _ => Err(io::Error::other("it does not begin")),
        }
    }

    /// Nobody has ended it.
    pub(super) fn is_alive(&self) -> bool {
        !matches!(self.output.try_read(&mut [0]), Ok(0))
    }

    /// Gives it its folders and limits.
    pub(super) async fn prepare(&self, prepare: Prepare) -> io::Result<()> {
        self.tell(&ToInit::Prepare(prepare))?;
        match hear(&self.control).await? {
            (FromInit::Prepared, _) => Ok(()),
            (FromInit::Failed(why), _) => Err(io::Error::other(why)),
            _ => Err(io::Error::other("it is not prepared")),
        }
    }

    /// Lets a nursery make an image of what lies in it.
    pub(super) async fn image(&self, nursery: &Nursery, fork: &Fork) -> io::Result<Nursery> {
        let entrance = self.entrance.as_ref().ok_or(io::ErrorKind::AlreadyExists)?;
        nursery.image(fork, &entrance.mounts).await
    }

    /// Lets its function come out of a nursery.
    pub(super) fn enter(&mut self, nursery: &Nursery, fork: &Fork) -> io::Result<()> {
        let entrance = self.entrance.as_ref().ok_or(io::ErrorKind::AlreadyExists)?;
        let (mounts, processes) = (&entrance.mounts, &entrance.processes);
        self.monitor = Some(nursery.fork(fork, mounts, processes, &entrance.output)?);
        self.entrance = None;
        self.at_work()
    }

    /// Starts its function, with a standard input or none.
    pub(super) async fn run(
        &mut self,
        run: Run,
        input: Option<OwnedFd>,
    ) -> Result<(), SandboxProblem> {
        self.entrance = None;
        let files: Vec<_> = input.iter().map(AsFd::as_fd).collect();
        socket::send(&self.control, &ToInit::Run(run), &files)?;
        match hear(&self.control).await? {
            (FromInit::Running, _) => Ok(()),
            (FromInit::NotRun(why), _) => Err(SandboxProblem::NotRun(why)),
            _ => Err(io::Error::other("it starts nothing").into()),
        }
    }

    /// Its function has begun: memory matters.
    pub(super) fn at_work(&self) -> io::Result<()> {
        self.tell(&ToInit::Entered)
    }

    fn tell(&self, message: &ToInit) -> io::Result<()> {
        socket::send(&self.control, message, &[])
    }
}

/// A sandbox with the function that runs in it.
pub(super) struct Sandboxed {
    pub(super) sandbox: Sandbox,
    pub(super) logs: LogSink,
    /// The environment's own, as its name leads there.
    pub(super) address: Ipv4Addr,
    /// Kept as long as the function may read it.
    pub(super) _unpacked: Unpacked,
}

impl Sandboxed {
    /// Serves the environment's owner until its end. `stopping` is let go of when nothing is left.
    pub(super) async fn keep(
        self,
        mut keeper: EnvironmentKeeper,
        mut stopping: watch::Receiver<bool>,
    ) {
        let exit = self.watch(&mut keeper, &mut stopping).await;
        let _ = pidfd_send_signal(&self.sandbox.process, Signal::KILL);
        let _ = self.sandbox.process.readable().await;
        self.output().drain();
        keeper.ended(exit);
        drop(stopping);
    }

    /// Until it ends, or is to end.
    async fn watch(
        &self,
        keeper: &mut EnvironmentKeeper,
        stopping: &mut watch::Receiver<bool>,
    ) -> Exit {
        let sandbox = &self.sandbox;
        let killed = Exit::Signal(Signal::KILL.as_raw());
        let (mut silent, mut asked) = (false, None);
        loop {
            tokio::select! {
                order = keeper.orders.recv() => {
                    let told = match order {
                        Some(Order::Begin) => sandbox.tell(&ToInit::Thaw),
                        Some(Order::Rest) => sandbox.tell(&ToInit::Freeze),
                        Some(Order::Settle(_, answer)) => {
                            asked = Some(answer);
                            sandbox.tell(&ToInit::Settle)
                        }
                        Some(Order::Address(answer)) => {
                            let _ = answer.send(Some(self.address.into()));
                            Ok(())
                        }
                        Some(Order::Terminate(answer)) => {
                            let told = sandbox.tell(&ToInit::Terminate);
                            let _ = answer.send(());
                            told
                        }
                        Some(Order::Kill) | None => return killed,
                    };
                    // Its end will be heard of.
                    let _ = told;
                }
                // An error means that the executor is gone, which is a stop too.
                _ = stopping.changed() => return killed,
                word = hear(&sandbox.control) => match word {
                    Ok((FromInit::Settled { peak_kb }, _)) => {
                        self.output().drain();
                        if let Some(answer) = asked.take() {
                            let _ = answer.send(usage(peak_kb));
                        }
                    }
                    Ok((FromInit::Exited { code, signal }, _)) => return exit(code, signal),
                    Ok(_) => {}
                    Err(_) => return killed,
                },
                word = end_of_entered(sandbox.monitor.as_ref()) => return word,
                ready = sandbox.output.readable(), if !silent => {
                    silent = ready.is_err() || self.output().read_ready();
                }
            }
        }
    }

    fn output(&self) -> Output<'_> {
        Output {
            pipe: &self.sandbox.output,
            logs: &self.logs,
        }
    }
}

/// Waits for the end of a function that came from outside, if this one did.
async fn end_of_entered(monitor: Option<&UnixDatagram>) -> Exit {
    let Some(monitor) = monitor else {
        return std::future::pending().await;
    };
    match hear(monitor).await {
        Ok((FromInit::Exited { code, signal }, _)) => exit(code, signal),
        _ => exit(None, None),
    }
}

/// Who says neither was killed with it.
fn exit(code: Option<i32>, signal: Option<i32>) -> Exit {
    match code {
        Some(code) => Exit::Code(code),
        None => Exit::Signal(signal.unwrap_or(Signal::KILL.as_raw())),
    }
}

fn usage(peak_kb: u64) -> Usage {
    let peak_mb = u32::try_from(peak_kb.div_ceil(1024)).ok();
    Usage {
        memory_peak_mb: peak_mb.filter(|peak| *peak > 0),
    }
}
