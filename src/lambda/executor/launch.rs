//! What an executor needs to start an environment, and why it may be unable to.

use std::net::SocketAddr;
use std::sync::Arc;

use super::logs::LogSink;
use crate::lambda::functions::version::FunctionVersion;

/// One environment to start.
pub(crate) struct Launch {
    pub(crate) function: Arc<FunctionVersion>,
    /// 32 hexadecimal digits, unique in this server; the end of the log stream's name.
    pub(crate) environment_id: String,
    /// The function's own variables and every `AWS_*` one but `AWS_LAMBDA_RUNTIME_API`. What
    /// depends on where the code lies (`LAMBDA_TASK_ROOT`, `PATH`, `PYTHONPATH`, ...) is the executor's to add.
    pub(crate) variables: Vec<(String, String)>,
    /// The listener of this environment's own Runtime API.
    pub(crate) runtime_api: SocketAddr,
    /// Layers hold files that are started first.
    pub(crate) extensions: bool,
    /// Its runtime waits until the Runtime API says that it may begin.
    pub(crate) held: bool,
    /// Takes what the environment writes to stdout and stderr, in order.
    pub(crate) logs: LogSink,
}

/// Why an environment could not be started.
#[derive(Debug)]
pub(crate) enum LaunchProblem {
    /// Nothing here can run this runtime: which, what was looked for, and what would help.
    RuntimeMissing(String),
    /// The deployment package cannot be unpacked.
    BadPackage(String),
    /// The package has no `bootstrap` that can be run: why, in AWS's words.
    InvalidEntrypoint(String),
    /// The machine or the engine refused.
    Failed(String),
}
