//! Environments that are processes of this machine.

use super::environment::RunningEnvironment;
use super::launch::{Launch, LaunchProblem};

/// Runs each environment as a supervised process of its own session.
pub(crate) struct ProcessExecutor {}

impl ProcessExecutor {
    pub(crate) fn new() -> Self {
        Self {}
    }

    pub(crate) async fn start(&self, _launch: Launch) -> Result<RunningEnvironment, LaunchProblem> {
        Err(LaunchProblem::Failed("not started".to_owned()))
    }

    pub(crate) async fn stop(&self) {}
}
