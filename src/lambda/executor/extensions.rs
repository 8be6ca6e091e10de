//! External extensions: files of layers that are started beside a runtime.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use zip::ZipArchive;

use crate::lambda::functions::version::AttachedLayer;

const LAUNCHER: &str = include_str!("extensions.sh");
/// Where they lie, below `/opt`.
pub(crate) const FOLDER: &str = "extensions";

/// The names of a function's external extensions (Developer Guide, "Using the Lambda Extensions API":
/// the files of `/opt/extensions`).
pub(crate) fn names(layers: &[AttachedLayer]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for layer in layers {
        // A zip that cannot be read is another's problem to tell.
        let Ok(archive) = ZipArchive::new(Cursor::new(&layer.content.zip)) else {
            continue;
        };
        for name in archive.file_names().filter_map(Result::ok) {
            let path = Path::new(name.as_ref());
            let is_theirs = path.parent() == Some(Path::new(FOLDER));
            if let Some(name) = path.file_name().filter(|_| is_theirs) {
                names.insert(name.to_string_lossy().into_owned());
            }
        }
    }
    names.into_iter().collect()
}

/// A command that starts the extensions of a folder first.
pub(crate) fn starting_first<T: From<String>>(folder: String, command: Vec<T>) -> Vec<T> {
    let launcher = ["/bin/sh", "-c", LAUNCHER, "ruststack-extensions"];
    let launcher = launcher.into_iter().map(str::to_owned).chain([folder]);
    launcher.map(T::from).chain(command).collect()
}
