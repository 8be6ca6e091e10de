//! Which `bootstrap` a `provided.*` runtime starts.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Who has the `bootstrap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// The function's own package: `/var/task`.
    Task,
    /// A layer: `/opt`.
    Layers,
}

/// The function's own, or else that of a layer, of which `opt` is the folder. `Err` holds the reason
/// as AWS words it (seen in public logs), with the paths of AWS.
pub(super) fn find(task: &Path, opt: Option<&Path>) -> Result<Holder, String> {
    let folders = [
        (Some(task), "/var/task", Holder::Task),
        (opt, "/opt", Holder::Layers),
    ];
    for (folder, shown, holder) in folders {
        let Some(bootstrap) = folder.map(|folder| folder.join("bootstrap")) else {
            continue;
        };
        let Ok(file) = std::fs::metadata(&bootstrap) else {
            continue;
        };
        return match file.is_file() && file.permissions().mode() & 0o111 != 0 {
            true => Ok(holder),
            false => Err(format!("fork/exec {shown}/bootstrap: permission denied")),
        };
    }
    Err("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".into())
}
