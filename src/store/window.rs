//! Buffers that bodies pass through. Spare ones are kept: a server that streams gigabytes with the
//! same few buffers needs no more memory than one that stands still.

use std::sync::{Mutex, PoisonError};

/// Bytes read, written or hashed in one step.
pub(crate) const WINDOW_BYTES: usize = 256 * 1024;

/// Spare buffers of the whole process at most: 8 MiB.
const SPARE_MAX: usize = 32;

static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// A buffer of [`WINDOW_BYTES`], filled from its start.
pub(super) struct Window {
    /// Always [`WINDOW_BYTES`] long; empty only once it is dropped.
    buffer: Vec<u8>,
    filled: usize,
}

impl Window {
    pub(super) fn empty() -> Self {
        let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self {
            buffer: spare.unwrap_or_else(|| vec![0; WINDOW_BYTES]),
            filled: 0,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.filled == WINDOW_BYTES
    }

    /// Takes as much of `data` as fits; says how much.
    pub(super) fn fill(&mut self, data: &[u8]) -> usize {
        let fits = data.len().min(WINDOW_BYTES - self.filled);
        self.buffer[self.filled..self.filled + fits].copy_from_slice(&data[..fits]);
        self.filled += fits;
        fits
    }

    /// The first `length` bytes, for a reader that will write them all.
    pub(super) fn spread(&mut self, length: usize) -> &mut [u8] {
        self.filled = length;
        &mut self.buffer[..length]
    }

    pub(super) fn clear(&mut self) {
        self.filled = 0;
    }
}

impl AsRef<[u8]> for Window {
    fn as_ref(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_MAX {
            spare.push(buffer);
        }
    }
}
