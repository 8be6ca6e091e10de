//! What RustStack, its warden and the first process of a sandbox say to one another: JSON, one
//! message a packet.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Longer packets do not exist: the kernel's buffer of a socket is as large.
pub(in super::super) const PACKET_BYTES_MAX: usize = 200 * 1024;
/// What [`FromInit`] fits in.
pub(in super::super) const REPORT_BYTES_MAX: usize = 4096;

/// The warden's first word.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    /// What the kernel has refused; the warden ends then.
    pub(super) refused: Option<String>,
}

/// To the warden: start a process. With it come the files for its standard input and its output.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Start {
    /// The first process of a new sandbox; it will speak of itself on its standard input.
    Init {
        /// The folder of what all sandboxes share.
        home: PathBuf,
    },
    /// A program beside the sandboxes, which may enter them.
    Program {
        command: Vec<String>,
        variables: BTreeMap<String, String>,
    },
}

/// To the first process of a sandbox. It ends the sandbox when the socket is closed.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) enum ToInit {
    Prepare(Prepare),
    Run(Run),
    /// Let everything inside go on; memory matters from now on.
    Thaw,
    /// Stop everything inside.
    Freeze,
    /// Say how much memory was used at most; it matters no more.
    Settle,
    /// A function has come in, or has what it has waited for: memory matters.
    Entered,
    /// Ask the function, and those it has started, to end (SIGTERM).
    Terminate,
}

/// Give the sandbox its code: folders of the machine, as a function sees them.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Prepare {
    /// `/var/task`
    pub(in super::super) task: PathBuf,
    /// `/opt`
    pub(in super::super) opt: Option<PathBuf>,
    /// What must stay visible even where the sandbox has folders of its own: the interpreter.
    pub(in super::super) visible: Vec<PathBuf>,
    /// What `sandbox.localdomain` is.
    pub(in super::super) address: Ipv4Addr,
    /// The size of `/tmp` in MiB.
    pub(in super::super) tmp_mb: u32,
    /// More resident memory, in MiB, ends everything inside.
    pub(in super::super) memory_mb: u32,
    /// In KiB.
    pub(in super::super) address_space_kb: Option<u64>,
}

/// Run a command as the sandbox's function. A file that comes along is its standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct Run {
    pub(in super::super) command: Vec<String>,
    pub(in super::super) variables: BTreeMap<String, String>,
    /// It begins at once; otherwise it waits for more, and its memory does not matter yet.
    pub(in super::super) at_work: bool,
}

/// From the first process of a sandbox.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) enum FromInit {
    /// It is there. With this come its mount and process namespaces, and a handle of its own
    /// process.
    Ready,
    Prepared,
    /// The function runs.
    Running,
    /// The function could not be started: why.
    NotRun(String),
    /// The kernel has refused something.
    Failed(String),
    /// Memory in KiB that was resident at most.
    Settled {
        peak_kb: u64,
    },
    /// The function has ended by itself: with a code, or by a signal.
    Exited {
        code: Option<i32>,
        signal: Option<i32>,
    },
}
