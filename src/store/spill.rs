//! Disk behind large bodies: one unnamed temporary file for the whole process, in slots of one
//! window each. A thousand large bodies cost one descriptor, and no file is left behind.
//!
//! ```text
//! offset 0          WINDOW_BYTES      2 * WINDOW_BYTES
//!        | slot 0  | slot 1          | slot 2 …
//! ```

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::window::WINDOW_BYTES;

static SPILL: Mutex<Spill> = Mutex::new(Spill {
    file: None,
    slots: 0,
    free: Vec::new(),
});

struct Spill {
    /// Made with the first large body; never closed, and shared by every reader.
    file: Option<&'static File>,
    /// Slots that the file has had so far.
    slots: u32,
    /// Of those, the ones that nobody uses.
    free: Vec<u32>,
}

fn spill() -> MutexGuard<'static, Spill> {
    SPILL.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Spill {
    fn file(&mut self) -> io::Result<&'static File> {
        match self.file {
            Some(file) => Ok(file),
            None => {
                let file = Box::leak(Box::new(tempfile::tempfile()?));
                Ok(self.file.insert(file))
            }
        }
    }

    fn take_slot(&mut self) -> io::Result<u32> {
        if let Some(slot) = self.free.pop() {
            return Ok(slot);
        }
        let slot = self.slots;
        self.slots = slot.checked_add(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(slot)
    }
}

/// The slots of one body, in order; all are full but the last. They are free again once dropped.
#[derive(Default)]
pub(crate) struct Slots(Vec<u32>);

impl Slots {
    /// Writes at most one window behind what is there. Blocks, so call it off the reactor.
    pub(super) fn append(&mut self, window: &[u8]) -> io::Result<()> {
        let (file, slot) = {
            let mut spill = spill();
            (spill.file()?, spill.take_slot()?)
        };
        self.0.push(slot);
        file.write_all_at(window, offset_of(slot))
    }

    /// Fills `target` from a position on. Blocks, so call it off the reactor.
    pub(super) fn read_exact_at(&self, mut target: &mut [u8], mut position: u64) -> io::Result<()> {
        let file = spill().file()?;
        let window = WINDOW_BYTES as u64;
        while !target.is_empty() {
            let slot = usize::try_from(position / window).ok();
            let slot = slot.and_then(|at| self.0.get(at).copied());
            let within = position % window;
            let length = target.len().min((window - within) as usize);
            let (now, rest) = target.split_at_mut(length);
            let slot = slot.ok_or(io::ErrorKind::UnexpectedEof)?;
            file.read_exact_at(now, offset_of(slot) + within)?;
            target = rest;
            position += length as u64;
        }
        Ok(())
    }
}

impl Drop for Slots {
    /// Giving gigabytes back takes the system a quarter of a second: not on the reactor.
    fn drop(&mut self) {
        let slots = std::mem::take(&mut self.0);
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if !slots.is_empty() => {
                runtime.spawn_blocking(move || give_back(slots));
            }
            _ => give_back(slots),
        }
    }
}

/// Returns the disk's blocks to the system where it can be done, then the slots to their next user.
fn give_back(slots: Vec<u32>) {
    let Some(file) = spill().file else {
        return;
    };
    for run in runs(&slots) {
        let bytes = (run.len() * WINDOW_BYTES) as u64;
        release(file, offset_of(run[0]), bytes);
    }
    spill().free.extend(slots);
}

/// Slots that follow one another in the file.
fn runs(slots: &[u32]) -> impl Iterator<Item = &[u32]> {
    slots.chunk_by(|one, next| one.checked_add(1) == Some(*next))
}

/// A system that cannot punch holes keeps the blocks until the slots are used again.
#[cfg(target_os = "linux")]
fn release(file: &File, offset: u64, bytes: u64) {
    use rustix::fs::FallocateFlags;
    let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    if let Err(error) = rustix::fs::fallocate(file, hole, offset, bytes) {
        tracing::debug!("blocks of the temporary file stay taken: {error}");
    }
}

#[cfg(not(target_os = "linux"))]
fn release(_file: &File, _offset: u64, _bytes: u64) {}

fn offset_of(slot: u32) -> u64 {
    u64::from(slot) * WINDOW_BYTES as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_is_read_back_across_slots() {
        let mut slots = Slots::default();
        let window = |byte: u8| vec![byte; WINDOW_BYTES];
        slots.append(&window(1)).unwrap();
        slots.append(&window(2)).unwrap();
        slots.append(&[3; 10]).unwrap();
        let mut read = vec![0; WINDOW_BYTES + 2];
        slots
            .read_exact_at(&mut read, WINDOW_BYTES as u64 - 1)
            .unwrap();
        assert_eq!((read[0], read[1], read[WINDOW_BYTES + 1]), (1, 2, 3));
        assert!(
            slots
                .read_exact_at(&mut read, 3 * WINDOW_BYTES as u64)
                .is_err()
        );
    }

    #[test]
    fn slots_in_a_row_are_given_back_together() {
        let runs: Vec<_> = runs(&[4, 5, 6, 9, 2, 3]).collect();
        assert_eq!(runs, [&[4, 5, 6][..], &[9], &[2, 3]]);
    }
}
