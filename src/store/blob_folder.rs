//! A folder of files, each with the bytes of one blob, named by the blob's number.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::disk::Disk;

/// Knows which numbers are free.
pub(super) struct BlobFolder {
    pub(super) disk: Disk,
    path: PathBuf,
    /// Whether files are on the disk itself once they are finished.
    pub(super) syncs: bool,
    last: AtomicU64,
    /// Whether a file goes with its last holder: not until all is set up, and not at the end.
    removes: AtomicBool,
    /// The files that were there at the start, with their lengths, until they are asked for.
    found: Mutex<HashMap<u64, u64>>,
}

impl BlobFolder {
    /// Opens a folder, and makes it if it is not there.
    pub(super) fn open(disk: Disk, path: &Path, syncs: bool) -> io::Result<Self> {
        disk.create_folder(path)?;
        let mut found = HashMap::new();
        for entry in disk.list(path)? {
            let entry = entry?;
            let name = entry.file_name();
            let number = name.to_str().map(|name| u64::from_str_radix(name, 16));
            if let Some(Ok(number)) = number {
                found.insert(number, entry.metadata()?.len());
            }
        }
        let last = found.keys().max().copied().unwrap_or_default();
        Ok(Self {
            disk,
            path: path.to_owned(),
            syncs,
            last: AtomicU64::new(last),
            removes: AtomicBool::new(false),
            found: Mutex::new(found),
        })
    }

    /// What was there at the start, with its length; nothing the second time.
    pub(super) fn take_found(&self) -> HashMap<u64, u64> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut found)
    }

    pub(super) fn next(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(super) fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:016x}"))
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.disk.sync_folder(&self.path)
    }

    /// Whether files go with their last holders from now on.
    pub(super) fn removes(&self, removes: bool) {
        self.removes.store(removes, Ordering::Release);
    }

    pub(super) fn is_removing(&self) -> bool {
        self.removes.load(Ordering::Acquire)
    }

    /// Nobody has a file any more. Blocks for as long as the disk takes.
    pub(super) fn give_up(&self, number: u64) {
        if self.is_removing() {
            self.remove(number);
        }
    }

    /// Blocks for as long as the disk takes.
    pub(super) fn remove(&self, number: u64) {
        // What stays is swept at the next start.
        if let Err(error) = self.disk.remove(&self.file(number)) {
            tracing::debug!("a blob's file stays: {error}");
        }
    }
}
