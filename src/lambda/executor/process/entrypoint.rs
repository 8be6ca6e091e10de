//! Whether a package for `provided.*` has a `bootstrap` to run.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// `Err` holds the reason as AWS words it (seen in public logs), with the paths of AWS.
pub(super) fn check(root: &Path) -> Result<(), String> {
    match std::fs::metadata(root.join("bootstrap")) {
        Ok(file) if !file.is_file() => {
            Err("fork/exec /var/task/bootstrap: permission denied".into())
        }
        Ok(file) if file.permissions().mode() & 0o111 == 0 => {
            Err("fork/exec /var/task/bootstrap: permission denied".into())
        }
        Ok(_) => Ok(()),
        Err(_) => {
            Err("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".into())
        }
    }
}
