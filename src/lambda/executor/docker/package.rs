//! A deployment package on its way into a volume: the zip walked, and streamed as a tar.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use tokio::sync::mpsc;

use crate::lambda::executor::archive::{ArchiveProblem, Entry, EntryKind, walk};
use crate::lambda::functions::version::{AttachedLayer, CodePackage};

use super::tar::TarWriter;

/// Where a function's code lies in a container, as in AWS's environments.
pub(super) const TASK_ROOT: &str = "var/task";
/// Where the base images of `provided` runtimes look for `bootstrap`.
pub(super) const RUNTIME_ROOT: &str = "var/runtime";

/// Where layers lie.
pub(super) const LAYERS_ROOT: &str = "opt";

/// Bytes that travel together, and how many such pieces may wait for the engine.
const PIECE_BYTES: usize = 64 * 1024;
const PIECES_MAX: usize = 16;

/// Streams a package as a tar of `var/task`, with its `bootstrap` below `var/runtime` too if asked.
/// The stream fails where the package is not sound.
pub(super) fn tar_stream(
    code: Arc<CodePackage>,
    with_bootstrap: bool,
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    stream(move |to| write_tar(&code.zip()?, with_bootstrap, to))
}

/// Streams layers, one upon the other, as a tar of `opt`: what comes later replaces what is there.
pub(super) fn layers_tar_stream(
    layers: &[AttachedLayer],
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    let layers = layers.to_vec();
    stream(move |to| {
        let mut tar = TarWriter::new(to);
        for layer in &layers {
            let mut directories = BTreeSet::new();
            walk(&layer.content.zip()?, |entry| {
                write_entry(&mut tar, &mut directories, LAYERS_ROOT, entry)
            })?;
        }
        tar.finish()?;
        Ok(())
    })
}

fn stream(
    write: impl FnOnce(Pieces) -> Result<(), ArchiveProblem> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    let (pieces, receiver) = mpsc::channel(PIECES_MAX);
    tokio::task::spawn_blocking(move || {
        let to = Pieces {
            pieces: pieces.clone(),
            piece: BytesMut::with_capacity(PIECE_BYTES),
        };
        if let Err(problem) = write(to) {
            // Whoever read the stream may have left.
            let _ = pieces.blocking_send(Err(io::Error::other(problem)));
        }
    });
    futures_util::stream::unfold(receiver, |mut receiver| async {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    })
}

/// Says whether a package can be walked to its end.
pub(super) fn check(code: &CodePackage) -> Result<(), ArchiveProblem> {
    write_tar(&code.zip()?, false, io::sink())
}

fn write_tar<W: Write>(zip: &[u8], with_bootstrap: bool, to: W) -> Result<(), ArchiveProblem> {
    let mut tar = TarWriter::new(to);
    let mut directories = BTreeSet::new();
    walk(zip, |entry| {
        write_entry(&mut tar, &mut directories, TASK_ROOT, entry)
    })?;
    if with_bootstrap {
        let mut parents = BTreeSet::new();
        let mut is_there = false;
        walk(zip, |entry| match entry.path == Path::new("bootstrap") {
            true => {
                is_there = true;
                write_entry(&mut tar, &mut parents, RUNTIME_ROOT, entry)
            }
            false => Ok(()),
        })?;
        if !is_there {
            // A layer may have one.
            tar.link(&format!("{RUNTIME_ROOT}/bootstrap"), "/opt/bootstrap")?;
        }
    }
    tar.finish()?;
    Ok(())
}

fn write_entry<W: Write>(
    tar: &mut TarWriter<W>,
    directories: &mut BTreeSet<String>,
    root: &str,
    entry: Entry<'_>,
) -> Result<(), ArchiveProblem> {
    let path = format!("{root}/{}", entry.path.to_string_lossy());
    let parents: Vec<&Path> = entry.path.ancestors().skip(1).collect();
    for parent in parents
        .into_iter()
        .rev()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        write_directory(
            tar,
            directories,
            format!("{root}/{}", parent.to_string_lossy()),
        )?;
    }
    match entry.kind {
        EntryKind::Directory => write_directory(tar, directories, path)?,
        EntryKind::File { mode, content } => {
            tar.file(&path, mode, entry.modified_s, entry.size, content)?;
        }
        EntryKind::Link { target } => tar.link(&path, &target.to_string_lossy())?,
    }
    Ok(())
}

/// Each directory once: the engine would reset what it has.
fn write_directory<W: Write>(
    tar: &mut TarWriter<W>,
    directories: &mut BTreeSet<String>,
    path: String,
) -> io::Result<()> {
    if directories.contains(&path) {
        return Ok(());
    }
    tar.directory(&path)?;
    directories.insert(path);
    Ok(())
}

/// Gathers bytes into pieces and waits while too many are under way.
struct Pieces {
    pieces: mpsc::Sender<Result<Bytes, io::Error>>,
    piece: BytesMut,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(PIECE_BYTES - self.piece.len());
        self.piece.extend_from_slice(&bytes[..length]);
        if self.piece.len() == PIECE_BYTES {
            self.flush()?;
        }
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, BytesMut::with_capacity(PIECE_BYTES));
        self.pieces
            .blocking_send(Ok(piece.freeze()))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
