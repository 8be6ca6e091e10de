//! The first process of a sandbox: makes its file system, runs its function, stops and wakes it,
//! watches its memory. A function cannot end it: the kernel keeps such signals from it.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use nix::sched::{CloneFlags, unshare};
use nix::sys::signal::{Signal, kill};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, PidfdFlags, Resource, Rlimit, WaitOptions, WaitStatus, getpid, kill_process_group,
    pidfd_open, setrlimit, wait,
};

use super::message::{FromInit, PACKET_BYTES_MAX, Prepare, Run, ToInit};
use super::root::Root;
use super::{identity, socket};
use crate::lambda::executor::process::proc;

/// How often the memory of a function at work is looked at.
const MEMORY_INTERVAL: Duration = Duration::from_millis(50);
/// What a process may have open on AWS (AWS docs, Lambda quotas).
const DESCRIPTORS_MAX: u64 = 1024;

/// Everyone in this process namespace but this process.
const EVERYONE: nix::unistd::Pid = nix::unistd::Pid::from_raw(-1);

struct Init {
    socket: OwnedFd,
    root: Option<Root>,
    function: Option<(Pid, OwnedFd)>,
    memory_kb_max: u64,
    peak_kb: u64,
    busy: bool,
}

/// `home` has what all sandboxes share. Serves until RustStack closes the socket or the function ends. Either ends the sandbox.
pub(super) fn run(home: &Path) -> ExitCode {
    let Ok(socket) = io::stdin().as_fd().try_clone_to_owned() else {
        return ExitCode::FAILURE;
    };
    let served = begin(&socket, home).and_then(|root| {
        Init {
            socket: socket.try_clone()?,
            root: Some(root),
            function: None,
            memory_kb_max: u64::MAX,
            peak_kb: 0,
            busy: false,
        }
        .serve()
    });
    if let Err(error) = served {
        let _ = socket::send(&socket, &FromInit::Failed(error.to_string()), &[]);
    }
    ExitCode::SUCCESS
}

fn begin(socket: &OwnedFd, home: &Path) -> io::Result<Root> {
    rustix::process::setsid()?;
    unshare(CloneFlags::CLONE_NEWNS)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Nofile, DESCRIPTORS_MAX)?;
    let root = Root::enter(home)?;
    let mounts = std::fs::File::open("/proc/self/ns/mnt")?;
    let processes = std::fs::File::open("/proc/self/ns/pid")?;
    let own = pidfd_open(getpid(), PidfdFlags::empty())?;
    socket::send(
        socket,
        &FromInit::Ready,
        &[mounts.as_fd(), processes.as_fd(), own.as_fd()],
    )?;
    Ok(root)
}

impl Init {
    fn serve(&mut self) -> io::Result<()> {
        loop {
            if self.wait()? {
                match socket::receive::<ToInit>(&self.socket, PACKET_BYTES_MAX)? {
                    Some((message, files)) => self.obey(message, files)?,
                    None => return Ok(()),
                }
            }
            if let Some(status) = self.reap() {
                let exited = FromInit::Exited {
                    code: status.exit_status(),
                    signal: status.terminating_signal(),
                };
                return socket::send(&self.socket, &exited, &[]);
            }
            if self.busy {
                self.watch_memory();
            }
        }
    }

    /// Waits for a message, the end of the function, or a while. Whether a message is there.
    fn wait(&self) -> io::Result<bool> {
        let mut waiting = vec![PollFd::new(&self.socket, PollFlags::IN)];
        if let Some((_, handle)) = &self.function {
            waiting.push(PollFd::new(handle, PollFlags::IN));
        }
        let limit = match self.busy {
            true => Some(Timespec::try_from(MEMORY_INTERVAL).map_err(io::Error::other)?),
            false => None,
        };
        match poll(&mut waiting, limit.as_ref()) {
            Err(rustix::io::Errno::INTR) => return Ok(false),
            ready => ready?,
        };
        Ok(!waiting[0].revents().is_empty())
    }

    fn obey(&mut self, message: ToInit, files: Vec<OwnedFd>) -> io::Result<()> {
        match message {
            ToInit::Prepare(prepare) => {
                self.prepare(&prepare)?;
                socket::send(&self.socket, &FromInit::Prepared, &[])
            }
            ToInit::Run(run) => {
                let answer = match self.run(&run, files.into_iter().next()) {
                    Ok(()) => FromInit::Running,
                    Err(error) => FromInit::NotRun(words_of(&error)),
                };
                socket::send(&self.socket, &answer, &[])
            }
            ToInit::Thaw => {
                self.busy = true;
                // Nobody there is no mistake.
                let _ = kill(EVERYONE, Signal::SIGCONT);
                Ok(())
            }
            ToInit::Entered => {
                self.busy = true;
                Ok(())
            }
            ToInit::Freeze => {
                let _ = kill(EVERYONE, Signal::SIGSTOP);
                Ok(())
            }
            ToInit::Terminate => {
                // AWS's emulator asks the whole group of the runtime's process.
                let leader = self.function.as_ref().map(|(pid, _)| *pid);
                if let Some(leader) = leader.or_else(proc::first_beside_init) {
                    let _ = kill_process_group(leader, rustix::process::Signal::TERM);
                }
                Ok(())
            }
            ToInit::Settle => {
                self.busy = false;
                self.watch_memory();
                let peak_kb = self.peak_kb;
                socket::send(&self.socket, &FromInit::Settled { peak_kb }, &[])
            }
        }
    }

    fn prepare(&mut self, prepare: &Prepare) -> io::Result<()> {
        let root = self.root.take().ok_or(io::ErrorKind::AlreadyExists)?;
        root.furnish(prepare)?;
        self.memory_kb_max = u64::from(prepare.memory_mb) * 1024;
        match prepare.address_space_kb {
            Some(kb) => limit(Resource::As, kb * 1024),
            None => Ok(()),
        }
    }

    fn run(&mut self, run: &Run, input: Option<OwnedFd>) -> io::Result<()> {
        let (program, arguments) = run
            .command
            .split_first()
            .ok_or(io::ErrorKind::InvalidInput)?;
        identity::hand_on_no_rights()?;
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(&run.variables)
            .current_dir("/var/task")
            .stdin(input.map_or_else(Stdio::null, Stdio::from))
            .process_group(0)
            .spawn()?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or(io::ErrorKind::InvalidData)?;
        self.busy = run.at_work;
        self.function = Some((pid, pidfd_open(pid, PidfdFlags::empty())?));
        Ok(())
    }

    /// Takes leave of whoever has ended, as the first process must; says how the function did.
    fn reap(&self) -> Option<WaitStatus> {
        let mut end = None;
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if self.function.as_ref().is_some_and(|(own, _)| *own == pid) {
                end = Some(status);
            }
        }
        end
    }

    /// Lambda ends an environment that uses more than its memory; so does this.
    fn watch_memory(&mut self) {
        let memory = proc::memory_of_everyone(self.memory_kb_max);
        self.peak_kb = self.peak_kb.max(memory.peak_kb);
        if memory.now_kb > self.memory_kb_max {
            let _ = kill(EVERYONE, Signal::SIGKILL);
        }
    }
}

/// The kernel's words alone, in small letters, as AWS's own programs write them.
fn words_of(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    words.to_lowercase()
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let own = rustix::process::getrlimit(resource);
    let most = own.maximum.map_or(most, |maximum| maximum.min(most));
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    Ok(setrlimit(resource, limit)?)
}
