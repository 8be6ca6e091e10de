//! External extensions: files of layers that are started beside a runtime.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;

use crate::lambda::functions::version::{AttachedLayer, CodePackage};

const LAUNCHER: &str = include_str!("extensions.sh");
/// Where they lie, below `/opt`.
pub(crate) const FOLDER: &str = "extensions";

/// The names of a function's external extensions (Developer Guide, "Using the Lambda Extensions API":
/// the files of `/opt/extensions`).
pub(crate) async fn names(layers: &[AttachedLayer]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for layer in layers {
        if layer.content.extensions.get().is_none() {
            let content = Arc::clone(&layer.content);
            // What cannot be read is another's problem to tell.
            let _ = tokio::task::spawn_blocking(move || look(&content)).await;
        }
        let known = layer.content.extensions.get().into_iter().flatten();
        names.extend(known.cloned());
    }
    names.into_iter().collect()
}

/// Finds what a layer has in its folder of extensions. Blocks.
fn look(layer: &CodePackage) -> Option<()> {
    let zip = layer.zip().ok()?;
    let archive = ZipArchive::new(Cursor::new(&zip)).ok()?;
    let names = archive.file_names().filter_map(Result::ok);
    let names = names.filter_map(|name| {
        let path = Path::new(name.as_ref());
        let is_theirs = path.parent() == Some(Path::new(FOLDER));
        let name = path.file_name().filter(|_| is_theirs)?;
        Some(name.to_string_lossy().into_owned())
    });
    layer.extensions.set(names.collect()).ok()
}

/// A command that starts the extensions of a folder first.
pub(crate) fn starting_first<T: From<String>>(folder: String, command: Vec<T>) -> Vec<T> {
    let launcher = ["/bin/sh", "-c", LAUNCHER, "ruststack-extensions"];
    let launcher = launcher.into_iter().map(str::to_owned).chain([folder]);
    launcher.map(T::from).chain(command).collect()
}
