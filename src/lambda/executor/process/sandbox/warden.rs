//! The process between RustStack and all sandboxes, and RustStack's hold on it.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use nix::sched::{CloneFlags, unshare};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{Shutdown, shutdown};
use rustix::process::{WaitOptions, wait};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::message::{Hello, PACKET_BYTES_MAX, REPORT_BYTES_MAX, Start};
use super::{INIT, WARDEN_INSIDE, identity, socket};

/// This program, even if its file has been replaced meanwhile.
const SELF: &str = "/proc/self/exe";
/// How long the kernel may take to make namespaces.
const HELLO_TIMEOUT: Duration = Duration::from_secs(5);
/// How often processes that have ended are looked for.
const REAP_INTERVAL: Duration = Duration::from_millis(500);

/// RustStack's end. Dropping it ends everything that was started through it.
#[derive(Debug)]
pub(in super::super) struct Warden {
    socket: OwnedFd,
    child: Child,
}

impl Warden {
    /// Starts a warden from this `program`. The error says what the kernel has refused.
    pub(in super::super) fn start(program: &Path) -> io::Result<Self> {
        let (socket, theirs) = socket::pair()?;
        let child = Command::new(program)
            .arg(super::WARDEN)
            .env_clear()
            .current_dir("/")
            .stdin(theirs)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let warden = Self { socket, child };
        if !readable(&warden.socket, HELLO_TIMEOUT)? {
            return Err(io::Error::other("it does not answer"));
        }
        match socket::receive::<Hello>(&warden.socket, REPORT_BYTES_MAX)? {
            Some((Hello { refused: None }, _)) => Ok(warden),
            Some((Hello { refused: Some(why) }, _)) => Err(io::Error::other(why)),
            None => Err(io::Error::other("it ends at once")),
        }
    }

    /// Starts a program beside the sandboxes, which may enter them, with these files.
    pub(in super::super) fn start_program(
        &self,
        command: Vec<String>,
        variables: BTreeMap<String, String>,
        input: impl AsFd,
        output: impl AsFd,
    ) -> io::Result<()> {
        let start = Start::Program { command, variables };
        socket::send(&self.socket, &start, &[input.as_fd(), output.as_fd()])
    }

    /// Whether it still serves. It ends only if somebody ends it.
    pub(in super::super) fn is_alive(&self) -> bool {
        // Nothing is to be read, and a closed end could be.
        readable(&self.socket, Duration::ZERO).is_ok_and(|closed| !closed)
    }

    /// Starts the first process of a sandbox, with these files; `home` is what all share.
    pub(in super::super) fn start_init(
        &self,
        home: &Path,
        control: impl AsFd,
        output: impl AsFd,
    ) -> io::Result<()> {
        let start = Start::Init {
            home: home.to_owned(),
        };
        socket::send(&self.socket, &start, &[control.as_fd(), output.as_fd()])
    }
}

impl Drop for Warden {
    fn drop(&mut self) {
        // As closed as can be while it is still here.
        let _ = shutdown(&self.socket, Shutdown::Both);
        let _ = self.child.wait();
    }
}

fn readable(socket: &OwnedFd, limit: Duration) -> io::Result<bool> {
    let mut waiting = [PollFd::new(socket, PollFlags::IN)];
    let limit = Timespec::try_from(limit).map_err(io::Error::other)?;
    match poll(&mut waiting, Some(&limit)) {
        Err(rustix::io::Errno::INTR) => Ok(false),
        ready => Ok(ready? > 0),
    }
}

/// Makes the namespaces, starts the warden in them and ends with it.
pub(super) fn outside() -> ExitCode {
    let started = || -> io::Result<Child> {
        rustix::process::setsid()?;
        let (user, group) = identity::own_ids();
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWPID)
            .map_err(|errno| refused("namespaces of users and processes", errno.into()))?;
        identity::become_lambda_user(user, group).map_err(|error| refused("a user", error))?;
        identity::keep_rights().map_err(|error| refused("rights over namespaces", error))?;
        Command::new(SELF).arg(WARDEN_INSIDE).spawn()
    };
    match started() {
        Ok(mut warden) => {
            let _ = warden.wait();
        }
        Err(error) => {
            let refused = Some(error.to_string());
            let _ = socket::send(std::io::stdin(), &Hello { refused }, &[]);
        }
    }
    ExitCode::SUCCESS
}

fn refused(what: &str, error: io::Error) -> io::Error {
    io::Error::other(format!("{what}: {error}"))
}

/// Starts what it is asked to start, until RustStack is gone.
pub(super) fn inside() -> ExitCode {
    let Ok(socket) = std::io::stdin().as_fd().try_clone_to_owned() else {
        return ExitCode::FAILURE;
    };
    let home = std::fs::File::open("/proc/self/ns/pid");
    let hello = Hello {
        refused: home.as_ref().err().map(io::Error::to_string),
    };
    if socket::send(&socket, &hello, &[]).is_err() {
        return ExitCode::FAILURE;
    }
    let Ok(home) = home else {
        return ExitCode::FAILURE;
    };
    loop {
        match readable(&socket, REAP_INTERVAL) {
            Ok(true) => match socket::receive::<Start>(&socket, PACKET_BYTES_MAX) {
                // What cannot be started closes its files, which says so.
                Ok(Some((start, files))) => drop(begin(&start, files, &home)),
                Ok(None) | Err(_) => return ExitCode::SUCCESS,
            },
            Ok(false) => {}
            Err(_) => return ExitCode::FAILURE,
        }
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
    }
}

fn begin(start: &Start, files: Vec<OwnedFd>, home: &std::fs::File) -> io::Result<()> {
    let Ok([control, output]) = <[OwnedFd; 2]>::try_from(files) else {
        return Err(io::Error::other("two files are needed"));
    };
    let mut command = match start {
        Start::Init { home } => {
            let mut command = Command::new(SELF);
            command.arg(INIT).arg(home);
            command
        }
        Start::Program { command, variables } => {
            let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
            let mut command = Command::new(program);
            command.args(arguments).env_clear().envs(variables);
            command
        }
    };
    command
        .stdin(control)
        .stdout(output.try_clone()?)
        .stderr(output);
    match start {
        Start::Init { .. } => in_new_process_namespace(home, || command.spawn())?,
        Start::Program { .. } => command.spawn()?,
    };
    Ok(())
}

/// The process that `spawn` starts is the first one of its namespace; later ones are not.
fn in_new_process_namespace<T>(
    home: &std::fs::File,
    spawn: impl FnOnce() -> io::Result<T>,
) -> io::Result<T> {
    unshare(CloneFlags::CLONE_NEWPID)?;
    let spawned = spawn();
    move_into_link_name_space(home.as_fd(), Some(LinkNameSpaceType::ProcessID))?;
    spawned
}
