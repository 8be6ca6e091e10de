//! Immutable bytes: small ones in memory, large ones in an unnamed temporary file.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use bytes::Bytes;

use super::window::Window;

/// Longer blobs live in a file: one file for each small body would cost more than its bytes.
pub(crate) const INLINE_BYTES_MAX: usize = 64 * 1024;

/// Bytes that never change. Clones share them; the last one to go frees memory or disk.
#[derive(Clone)]
pub(crate) struct Blob(Kind);

#[derive(Clone)]
enum Kind {
    Memory(Bytes),
    /// The file has no name: the system frees it with its last descriptor.
    File {
        file: Arc<Unnamed>,
        bytes: u64,
    },
}

/// An open file without a name.
struct Unnamed(Option<File>);

impl Drop for Unnamed {
    /// Freeing gigabytes of disk takes the system a quarter of a second: not on the reactor.
    fn drop(&mut self) {
        let file = self.0.take();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn_blocking(move || drop(file));
        }
    }
}

impl Unnamed {
    fn read_exact_at(&self, window: &mut [u8], offset: u64) -> io::Result<()> {
        match &self.0 {
            Some(file) => file.read_exact_at(window, offset),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl Blob {
    pub(crate) fn in_memory(bytes: Bytes) -> Self {
        Self(Kind::Memory(bytes))
    }

    /// `bytes` is the length of the file, which nobody writes to any more.
    pub(super) fn in_file(file: File, bytes: u64) -> Self {
        Self(Kind::File {
            file: Arc::new(Unnamed(Some(file))),
            bytes,
        })
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Kind::Memory(bytes) => bytes.len() as u64,
            Kind::File { bytes, .. } => *bytes,
        }
    }

    /// Part of a blob that is in memory, without copying; `None` when it is in a file.
    pub(super) fn at_hand(&self, offset: u64, length: usize) -> Option<Bytes> {
        match &self.0 {
            Kind::Memory(bytes) => {
                let start = offset as usize;
                Some(bytes.slice(start..start + length))
            }
            Kind::File { .. } => None,
        }
    }

    /// Reads exactly `length` bytes, at most a window; blocks, so call it off the reactor.
    pub(super) fn read_at(&self, offset: u64, length: usize) -> io::Result<Bytes> {
        match &self.0 {
            Kind::Memory(bytes) => Ok(bytes.slice(offset as usize..offset as usize + length)),
            Kind::File { file, .. } => {
                let mut window = Window::empty();
                file.read_exact_at(window.to_read_into(length), offset)?;
                Ok(Bytes::from_owner(window))
            }
        }
    }
}
