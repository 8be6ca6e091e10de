//! Immutable bytes: small ones in memory, large ones on disk.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use super::blob_file::BlobFile;
use super::spill::Slots;
use super::window::Window;

/// Longer blobs live on disk.
pub(crate) const INLINE_BYTES_MAX: usize = 64 * 1024;

/// Bytes that never change. Clones share them; the last one to go frees memory or disk.
#[derive(Clone)]
pub(crate) struct Blob(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Memory(Bytes),
    /// In the temporary file.
    Disk {
        slots: Arc<Slots>,
        bytes: u64,
    },
    /// In a file of its own.
    File(Arc<BlobFile>),
}

impl Blob {
    pub(crate) fn in_memory(bytes: Bytes) -> Self {
        Self(Kind::Memory(bytes))
    }

    /// `bytes` is how much the slots hold.
    pub(super) fn on_disk(slots: Slots, bytes: u64) -> Self {
        Self(Kind::Disk {
            slots: Arc::new(slots),
            bytes,
        })
    }

    pub(super) fn in_file(file: Arc<BlobFile>) -> Self {
        Self(Kind::File(file))
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Kind::Memory(bytes) => bytes.len() as u64,
            Kind::Disk { bytes, .. } => *bytes,
            Kind::File(file) => file.bytes(),
        }
    }

    /// Part of a blob that is in memory, without copying; `None` when it is on disk.
    pub(super) fn at_hand(&self, offset: u64, length: usize) -> Option<Bytes> {
        match &self.0 {
            Kind::Memory(bytes) => {
                let start = offset as usize;
                Some(bytes.slice(start..start + length))
            }
            Kind::Disk { .. } | Kind::File(_) => None,
        }
    }

    /// Reads exactly `length` bytes, at most a window; blocks, so call it off the reactor.
    pub(super) fn read_at(&self, offset: u64, length: usize) -> io::Result<Bytes> {
        match &self.0 {
            Kind::Memory(bytes) => Ok(bytes.slice(offset as usize..offset as usize + length)),
            Kind::Disk { slots, .. } => {
                let mut window = Window::empty();
                slots.read_exact_at(window.spread(length), offset)?;
                Ok(Bytes::from_owner(window))
            }
            Kind::File(file) => {
                let mut window = Window::empty();
                file.read_exact_at(window.spread(length), offset)?;
                Ok(Bytes::from_owner(window))
            }
        }
    }

    /// Where the blob lies: nothing else does while somebody has it.
    pub(super) fn place(&self) -> usize {
        match &self.0 {
            Kind::Memory(bytes) => bytes.as_ptr().addr(),
            Kind::Disk { slots, .. } => Arc::as_ptr(slots).addr(),
            Kind::File(file) => Arc::as_ptr(file).addr(),
        }
    }
}
