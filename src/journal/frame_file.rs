//! A file of frames that grows, batch by batch; a batch that fails leaves nothing behind.

use std::io;
use std::path::Path;

use super::differences::Differences;
use super::frame::{FILE_MARK, Frame};
use crate::store::depot::Depot;
use crate::store::disk::{Disk, DiskFile};

/// Room that is taken ahead, so that small batches (removals among them) can be written when large
/// bodies have filled the disk.
const AHEAD_BYTES: u64 = 1024 * 1024;

/// Knows where its last whole batch ends.
pub(super) struct FrameFile {
    file: DiskFile,
    end: u64,
    /// Of the next frame.
    number: u64,
    /// As far as room was taken.
    room: u64,
    frame: Frame,
}

impl FrameFile {
    /// Makes a file that is not there yet.
    pub(super) fn create(disk: &Disk, path: &Path) -> io::Result<Self> {
        let file = disk.create(path)?;
        file.write_all_at(FILE_MARK, 0)?;
        Ok(Self::going_on(file, FILE_MARK.len() as u64, 0))
    }

    /// Goes on behind what is known to be whole.
    pub(super) fn going_on(file: DiskFile, end: u64, number: u64) -> Self {
        Self {
            file,
            end,
            number,
            room: 0,
            frame: Frame::new(),
        }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.end
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }

    /// Writes what `say` tells as one batch; nothing if it tells nothing. Gives the batch's bytes. Large
    /// bodies go to `depot`.
    pub(super) fn append(
        &mut self,
        depot: &Depot,
        say: impl FnOnce(&mut Differences<'_>),
    ) -> io::Result<u64> {
        let (mut end, mut number) = (self.end, self.number);
        let mut outcome = Ok(());
        let Self { file, frame, .. } = self;
        let mut write = |frame: &mut Frame, more| {
            let bytes = frame
                .seal(more, number)
                .ok_or(io::ErrorKind::FileTooLarge)?;
            file.write_all_at(bytes, end)?;
            end += bytes.len() as u64;
            number += 1;
            frame.clear();
            Ok::<_, io::Error>(())
        };
        frame.clear();
        let mut sink = |key: &[u8], value: Option<&[u8]>| {
            if outcome.is_err() {
                return;
            }
            if frame.is_full() {
                outcome = write(frame, true);
            }
            frame.push(key, value);
        };
        let mut differences = Differences::new(&mut sink).with_depot(depot);
        say(&mut differences);
        let told = differences.finish();
        outcome = outcome.and(told);
        if outcome.is_ok() && !frame.is_empty() {
            outcome = write(frame, false);
        }
        if let Err(error) = outcome {
            // What was written of the batch is overwritten by the next one, and does not count.
            let _ = self.file.set_bytes(self.end);
            return Err(error);
        }
        let bytes = end - self.end;
        (self.end, self.number) = (end, number);
        self.take_room();
        Ok(bytes)
    }

    /// Where the file ends now, to go back to.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            end: self.end,
            number: self.number,
        }
    }

    /// Takes back what was appended since.
    pub(super) fn go_back(&mut self, mark: Mark) {
        (self.end, self.number) = (mark.end, mark.number);
        let _ = self.file.set_bytes(self.end);
    }

    /// Nobody minds if there is none.
    #[cfg(target_os = "linux")]
    fn take_room(&mut self) {
        use rustix::fs::{FallocateFlags, fallocate};
        if self.room >= self.end + AHEAD_BYTES / 2 {
            return;
        }
        let file = self.file.as_file();
        let taken = fallocate(file, FallocateFlags::KEEP_SIZE, self.end, AHEAD_BYTES);
        self.room = self.end + AHEAD_BYTES;
        if let Err(error) = taken {
            tracing::debug!("no room was taken ahead: {error}");
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn take_room(&mut self) {
        self.room = self.end + AHEAD_BYTES;
    }
}

/// Where a file ended.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    end: u64,
    number: u64,
}
