//! Where a function's files lie, and which `bootstrap` of theirs a `provided.*` runtime starts.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The folders that are `/var/task` and `/opt` on AWS.
pub(super) struct Places<'a> {
    pub(super) task: &'a Path,
    /// `None` for a function without layers.
    pub(super) opt: Option<&'a Path>,
}

/// The function's own, or else that of a layer. `Err` holds the reason as AWS words it (seen in public
/// logs), with the paths of AWS.
pub(super) fn find(places: &Places<'_>) -> Result<PathBuf, String> {
    let folders = [(Some(places.task), "/var/task"), (places.opt, "/opt")];
    for (folder, shown) in folders {
        let Some(bootstrap) = folder.map(|folder| folder.join("bootstrap")) else {
            continue;
        };
        let Ok(file) = std::fs::metadata(&bootstrap) else {
            continue;
        };
        return match file.is_file() && file.permissions().mode() & 0o111 != 0 {
            true => Ok(bootstrap),
            false => Err(format!("fork/exec {shown}/bootstrap: permission denied")),
        };
    }
    Err("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".into())
}
