//! Immutable bytes: small ones in memory, large ones on disk.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use super::blob_file::BlobFile;
use super::depot::Depot;
use super::number::{push_bytes, push_number, take_bytes, take_number};
use super::spill::Slots;
use super::window::Window;

/// Longer blobs live on disk.
pub(crate) const INLINE_BYTES_MAX: usize = 64 * 1024;

/// Bytes that never change. Clones share them; the last one to go frees memory or disk.
#[derive(Clone)]
pub(crate) struct Blob(Kind);

#[derive(Clone)]
enum Kind {
    Memory(Bytes),
    /// In the temporary file.
    Disk {
        slots: Arc<Slots>,
        bytes: u64,
    },
    /// In a file of its own.
    File(Arc<BlobFile>),
}

/// What begins the record of a part of a blob.
const AT_HAND: u8 = 0;
const IN_FILE: u8 = 1;

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

    /// Writes down a part of this blob: where it lies if that outlives the process, else its bytes.
    ///
    /// ```text
    /// 00 | length | bytes
    /// 01 | number of the file | bytes of the blob | offset | length
    /// ```
    pub(super) fn record(&self, offset: u64, length: u64, to: &mut Vec<u8>) -> io::Result<()> {
        match &self.0 {
            Kind::Memory(bytes) => {
                to.push(AT_HAND);
                push_bytes(to, &bytes[offset as usize..(offset + length) as usize]);
            }
            Kind::Disk { slots, .. } => {
                let mut bytes = vec![0; length as usize];
                slots.read_exact_at(&mut bytes, offset)?;
                to.push(AT_HAND);
                push_bytes(to, &bytes);
            }
            Kind::File(file) => {
                to.push(IN_FILE);
                for number in [file.number(), file.bytes(), offset, length] {
                    push_number(to, number);
                }
            }
        }
        Ok(())
    }

    /// Reads what [`Blob::record`] wrote: a blob, and which part of it. `None` for anything else.
    pub(super) fn recorded(from: &mut &[u8], depot: &Depot) -> Option<(Self, u64, u64)> {
        let (kind, rest) = from.split_first()?;
        *from = rest;
        match *kind {
            AT_HAND => {
                let bytes = Bytes::copy_from_slice(take_bytes(from)?);
                let length = bytes.len() as u64;
                Some((Self::in_memory(bytes), 0, length))
            }
            IN_FILE => {
                let number = take_number(from)?;
                let blob = Self::in_file(depot.file(number, take_number(from)?)?);
                let (offset, length) = (take_number(from)?, take_number(from)?);
                let is_inside = offset.checked_add(length)? <= blob.len();
                is_inside.then_some((blob, offset, length))
            }
            _ => None,
        }
    }
}
