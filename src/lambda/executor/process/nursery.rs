//! Fork servers: for each Python a process that has the standard library loaded, and becomes
//! functions in sandboxes faster than any interpreter starts.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde::Serialize;
use tokio::net::UnixDatagram;
use tokio::time::timeout;

use super::sandbox::FromInit;
use super::sandbox::socket::{self, hear};
use super::sandbox::warden::Warden;

const CLIENT: &str = "import sys;sys.path[0]=sys.argv[1];import ruststack_nursery as r;r.main();import ruststack_runtime as r;r.main()";
/// A nursery that has not loaded its library by then is given up.
const READY_TIMEOUT: Duration = Duration::from_secs(20);

/// Variables that an interpreter or its libraries read as they start, by how their names begin: a
/// function that sets one gets an interpreter of its own.
const READ_AT_START: [&str; 9] = [
    "PYTHON",
    "LD_",
    "LC_",
    "LANG",
    "MALLOC_",
    "GLIBC_",
    "OPENSSL_",
    "LOCPATH",
    "AWS_LAMBDA_EXEC_WRAPPER",
];

/// The nurseries of one executor, by interpreter.
#[derive(Debug, Default)]
pub(super) struct Nurseries(Arc<Mutex<HashMap<PathBuf, State>>>);

#[derive(Debug)]
enum State {
    Starting,
    Ready(Arc<Nursery>),
    /// It could not be started; every function gets an interpreter of its own.
    Failed,
}

/// One interpreter that forks.
#[derive(Debug)]
pub(super) struct Nursery {
    socket: UnixDatagram,
}

/// What a fork is to become.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Fork {
    /// A nursery that has loaded a package's libraries too, and not the function itself.
    pub(super) is_image: bool,
    /// The function's code is a folder that its author works on.
    pub(super) code_changes: bool,
    /// The command that it stands for.
    pub(super) command: Vec<String>,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) address_space_kb: Option<u64>,
}

/// Whether a function with these variables of its own can do with a forked interpreter.
pub(super) fn suits(environment: &BTreeMap<String, String>) -> bool {
    let read_at_start = |name: &String| READ_AT_START.iter().any(|start| name.starts_with(start));
    !environment.keys().any(read_at_start)
}

impl Nurseries {
    /// The nursery of an interpreter, if it is ready. The first who asks makes one begin; `clients`
    /// is where its program lies, and `libraries` what its functions find in `LD_LIBRARY_PATH`.
    pub(super) fn ready(
        &self,
        warden: &Arc<Warden>,
        interpreter: &Path,
        clients: &Path,
        libraries: &str,
    ) -> Option<Arc<Nursery>> {
        let mut states = lock(&self.0);
        match states.get(interpreter) {
            Some(State::Ready(nursery)) => return Some(Arc::clone(nursery)),
            Some(State::Starting | State::Failed) => return None,
            None => {}
        }
        states.insert(interpreter.to_owned(), State::Starting);
        let (all, warden) = (Arc::clone(&self.0), Arc::clone(warden));
        let (interpreter, clients) = (interpreter.to_owned(), clients.to_owned());
        let libraries = libraries.to_owned();
        tokio::spawn(async move {
            let started = Nursery::start(&warden, &interpreter, &clients, libraries).await;
            let state = match started {
                Ok(nursery) => State::Ready(Arc::new(nursery)),
                Err(error) => {
                    tracing::debug!("no fork server of {}: {error}", interpreter.display());
                    State::Failed
                }
            };
            lock(&all).insert(interpreter, state);
        });
        None
    }

    /// A nursery does not fork: whoever guarded it may be gone. The next who asks makes a new one
    /// begin.
    pub(super) fn forget(&self, interpreter: &Path) {
        lock(&self.0).remove(interpreter);
    }

    /// Ends all of them.
    pub(super) fn clear(&self) {
        lock(&self.0).clear();
    }
}

fn lock(states: &Mutex<HashMap<PathBuf, State>>) -> MutexGuard<'_, HashMap<PathBuf, State>> {
    states
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Nursery {
    async fn start(
        warden: &Warden,
        interpreter: &Path,
        clients: &Path,
        libraries: String,
    ) -> io::Result<Self> {
        let (socket, theirs) = socket::pair()?;
        let nothing = std::fs::OpenOptions::new().write(true).open("/dev/null")?;
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let command = ["-s", "-u", "-c", CLIENT].map(str::to_owned);
        let mut command = command.to_vec();
        command.insert(0, text(interpreter));
        command.push(text(clients));
        let variables = [
            ("LANG", "en_US.UTF-8".to_owned()),
            ("LC_CTYPE", "C.UTF-8".to_owned()),
            ("TZ", ":UTC".to_owned()),
            ("LD_LIBRARY_PATH", libraries),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        warden.start_program(command, variables.into(), theirs, nothing)?;
        let socket = std::os::unix::net::UnixDatagram::from(socket);
        socket.set_nonblocking(true)?;
        let socket = UnixDatagram::from_std(socket)?;
        match timeout(READY_TIMEOUT, hear(&socket)).await?? {
            (FromInit::Ready, _) => Ok(Self { socket }),
            _ => Err(io::Error::other("it is not ready")),
        }
    }

    /// Forks a nursery that knows the libraries of the package which lies in these mounts. The error
    /// says why there can be none.
    pub(super) async fn image(&self, fork: &Fork, mounts: &OwnedFd) -> io::Result<Self> {
        let (socket, theirs) = socket::pair()?;
        let socket = std::os::unix::net::UnixDatagram::from(socket);
        socket.set_nonblocking(true)?;
        socket::send(&self.socket, fork, &[mounts.as_fd(), theirs.as_fd()])?;
        drop(theirs);
        let socket = UnixDatagram::from_std(socket)?;
        match timeout(READY_TIMEOUT, hear(&socket)).await?? {
            (FromInit::Ready, _) => Ok(Self { socket }),
            (FromInit::Failed(why), _) => Err(io::Error::other(why)),
            _ => Err(io::Error::other("it is not ready")),
        }
    }

    /// Forks a function into a sandbox's namespaces, with its output. The answer tells of its end.
    pub(super) fn fork(
        &self,
        fork: &Fork,
        mounts: &OwnedFd,
        processes: &OwnedFd,
        output: impl AsFd,
    ) -> io::Result<UnixDatagram> {
        let (report, theirs) = socket::pair()?;
        let report = std::os::unix::net::UnixDatagram::from(report);
        report.set_nonblocking(true)?;
        let files = [
            mounts.as_fd(),
            processes.as_fd(),
            output.as_fd(),
            theirs.as_fd(),
        ];
        socket::send(&self.socket, fork, &files)?;
        UnixDatagram::from_std(report)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_interpreter_reads_as_it_starts_needs_one_of_its_own() {
        let environment = |name: &str| BTreeMap::from([(name.to_owned(), String::new())]);
        assert!(suits(&environment("TABLE")));
        for name in [
            "PYTHONPATH",
            "LD_PRELOAD",
            "LANG",
            "AWS_LAMBDA_EXEC_WRAPPER",
        ] {
            assert!(!suits(&environment(name)), "{name}");
        }
    }
}
