//! In the place of sandboxes where there is no Linux: nothing but a word in the log.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Once;

use tokio::sync::watch;

use super::start::Start;
use crate::config::{Config, LambdaIsolation};
use crate::lambda::executor::environment::RunningEnvironment;
use crate::lambda::executor::launch::LaunchProblem;

/// None.
pub(super) struct Sandboxes {
    /// Said once, to whoever has not said that there should be none.
    warning: Option<Once>,
}

/// Nothing is shared.
pub(super) fn lay_out(_home: &Path) -> io::Result<()> {
    Ok(())
}

/// Nobody is guarded.
pub(in crate::lambda) fn guard(_arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    None
}

impl Sandboxes {
    pub(super) fn new(config: &Config) -> Self {
        let is_wanted = config.lambda_isolation == LambdaIsolation::Auto;
        Self {
            warning: is_wanted.then(Once::new),
        }
    }

    pub(super) async fn run(
        &self,
        _start: &Start<'_>,
        _stopping: watch::Receiver<bool>,
    ) -> Result<Option<RunningEnvironment>, LaunchProblem> {
        if let Some(warning) = &self.warning {
            warning.call_once(|| {
                tracing::warn!(
                    "functions are not isolated from this machine: only Linux has what that takes"
                );
            });
        }
        Ok(None)
    }

    pub(super) async fn stop(&self) {}
}
