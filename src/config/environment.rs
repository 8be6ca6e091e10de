//! What the program's surroundings say without being options.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the program was started with, its own name first.
pub(crate) fn arguments() -> impl Iterator<Item = OsString> {
    std::env::args_os()
}

/// The folders of `PATH`, in order: where programs are looked for.
pub(crate) fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .collect()
}

/// Folders as `PATH` names them. A problem is one line.
pub(crate) fn search_path_of<'a>(
    folders: impl Iterator<Item = &'a Path>,
) -> Result<OsString, String> {
    std::env::join_paths(folders).map_err(|error| error.to_string())
}

/// Where temporary files go: `TMPDIR`, or the system's own place.
pub(crate) fn temporary_folder() -> PathBuf {
    std::env::temp_dir()
}

/// The user's home, below which version managers keep interpreters.
pub(crate) fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// Whether the user wants no colours: `NO_COLOR` (no-color.org).
pub(crate) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// What the log is asked to show: `RUST_LOG`; an empty variable counts as none.
pub(crate) fn rust_log() -> Option<String> {
    std::env::var("RUST_LOG")
        .ok()
        .filter(|text| !text.is_empty())
}

/// Where Java is installed: `JAVA_HOME`; an empty variable counts as none.
pub(super) fn java_home() -> Option<PathBuf> {
    std::env::var_os("JAVA_HOME")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}
