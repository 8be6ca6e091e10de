//! Where a function finds its files: AWS's own folders, or others that stand for them.

use std::path::{Path, PathBuf};

use super::entrypoint::Holder;

/// The folders of one environment, as its function sees them.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The code: `/var/task` on AWS.
    pub(super) task: PathBuf,
    /// The layers: `/opt`.
    pub(super) opt: Option<PathBuf>,
    /// The runtime's client: `/var/runtime`.
    pub(super) runtime: PathBuf,
    /// For temporary files, if that is not `/tmp`.
    pub(super) scratch: Option<PathBuf>,
    pub(super) holder: Holder,
}

impl Places {
    /// As on AWS, which only a sandbox can give.
    pub(super) fn of_aws(holder: Holder) -> Self {
        Self {
            task: "/var/task".into(),
            opt: Some("/opt".into()),
            runtime: "/var/runtime".into(),
            scratch: None,
            holder,
        }
    }

    /// What a `provided.*` runtime runs.
    pub(super) fn bootstrap(&self) -> PathBuf {
        let layers = self.opt.as_ref().filter(|_| self.holder == Holder::Layers);
        layers.unwrap_or(&self.task).join("bootstrap")
    }
}

/// What must be seen of the machine so that a program runs that may lie anywhere: the folders above
/// the program's own, and above that of the file that a link stands for.
pub(super) fn prefixes(program: &Path) -> Vec<PathBuf> {
    let real = std::fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    let above = |path: &Path| path.parent()?.parent().map(Path::to_owned);
    [above(program), above(&real)]
        .into_iter()
        .flatten()
        .collect()
}
