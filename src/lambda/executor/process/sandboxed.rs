//! One function in a sandbox: its pipes, its pauses, its end.

use std::io;
use std::os::fd::OwnedFd;

use rustix::process::{Signal, pidfd_send_signal};
use tokio::io::Interest;
use tokio::net::UnixDatagram;
use tokio::net::unix::pipe::Receiver;
use tokio::sync::watch;

use super::output::Output;
use super::sandbox::socket;
use super::sandbox::warden::Warden;
use super::sandbox::{FromInit, Prepare, REPORT_BYTES_MAX, Run, ToInit};
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
    /// A handle of its first process: to the reactor a pipe, readable once all inside has ended.
    process: Receiver,
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
    /// Makes a sandbox over an empty folder that all share.
    pub(super) async fn start(warden: &Warden, root: &std::path::Path) -> io::Result<Self> {
        let (control, theirs) = socket::pair()?;
        let (reader, writer) = io::pipe()?;
        warden.start_init(root, theirs, writer)?;
        let control = std::os::unix::net::UnixDatagram::from(control);
        control.set_nonblocking(true)?;
        let control = UnixDatagram::from_std(control)?;
        match receive(&control).await? {
            (FromInit::Ready, files) => {
                let Ok([_, _, process]) = <[OwnedFd; 3]>::try_from(files) else {
                    return Err(io::Error::other("it names no process"));
                };
                Ok(Self {
                    control,
                    output: Receiver::from_owned_fd(OwnedFd::from(reader))?,
                    process: Receiver::from_owned_fd_unchecked(process)?,
                })
            }
            (FromInit::Failed(why), _) => Err(io::Error::other(why)),
            _ => Err(io::Error::other("it does not begin")),
        }
    }

    /// Gives it its folders and limits.
    pub(super) async fn prepare(&self, prepare: Prepare) -> io::Result<()> {
        self.tell(&ToInit::Prepare(prepare))?;
        match receive(&self.control).await? {
            (FromInit::Prepared, _) => Ok(()),
            (FromInit::Failed(why), _) => Err(io::Error::other(why)),
            _ => Err(io::Error::other("it is not prepared")),
        }
    }

    /// Starts its function.
    pub(super) async fn run(&self, run: Run) -> Result<(), SandboxProblem> {
        self.tell(&ToInit::Run(run))?;
        match receive(&self.control).await? {
            (FromInit::Running, _) => Ok(()),
            (FromInit::NotRun(why), _) => Err(SandboxProblem::NotRun(why)),
            _ => Err(io::Error::other("it starts nothing").into()),
        }
    }

    fn tell(&self, message: &ToInit) -> io::Result<()> {
        socket::send(&self.control, message, &[])
    }
}

/// The next word of a sandbox's first process, with its files.
async fn receive(control: &UnixDatagram) -> io::Result<(FromInit, Vec<OwnedFd>)> {
    let word = control.async_io(Interest::READABLE, || {
        socket::receive(control, REPORT_BYTES_MAX)
    });
    word.await?.ok_or_else(|| io::Error::other("it has ended"))
}

/// A sandbox with the function that runs in it.
pub(super) struct Sandboxed {
    pub(super) sandbox: Sandbox,
    pub(super) logs: LogSink,
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
                        Some(Order::Kill) | None => return killed,
                    };
                    // Its end will be heard of.
                    let _ = told;
                }
                // An error means that the executor is gone, which is a stop too.
                _ = stopping.changed() => return killed,
                word = receive(&sandbox.control) => match word {
                    Ok((FromInit::Settled { peak_kb }, _)) => {
                        self.output().drain();
                        if let Some(answer) = asked.take() {
                            let _ = answer.send(usage(peak_kb));
                        }
                    }
                    Ok((FromInit::Exited { code: Some(code), .. }, _)) => return Exit::Code(code),
                    Ok((FromInit::Exited { signal: Some(signal), .. }, _)) => {
                        return Exit::Signal(signal);
                    }
                    Ok(_) => {}
                    Err(_) => return killed,
                },
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

fn usage(peak_kb: u64) -> Usage {
    let peak_mb = u32::try_from(peak_kb.div_ceil(1024)).ok();
    Usage {
        memory_peak_mb: peak_mb.filter(|peak| *peak > 0),
    }
}
