//! One blob in a file of its own, with a checksum for each window, compared whenever the window is read.
//!
//! ```text
//! | window 0 | window 1 | … | last window, shorter | CRC-64/NVME of window 0 | of window 1 | …
//! ```
//!
//! A window is [`WINDOW_BYTES`] long; a checksum is 8 bytes, the lowest first.

use std::io;
use std::sync::{Arc, OnceLock};

use crc_fast::CrcAlgorithm;

use super::blob_folder::BlobFolder;
use super::disk::DiskFile;
use super::window::{WINDOW_BYTES, Window};

const CHECKSUM_BYTES: u64 = 8;

/// A finished file. It is removed once nobody has it any more.
pub(super) struct BlobFile {
    folder: Arc<BlobFolder>,
    number: u64,
    bytes: u64,
    /// Of its windows; read with the first of them.
    checksums: OnceLock<Box<[u64]>>,
}

/// A file that is being written; it goes away if it is not finished.
pub(crate) struct Draft {
    file: DiskFile,
    blob: BlobFile,
    checksums: Vec<u64>,
}

impl Draft {
    pub(super) fn begin(folder: &Arc<BlobFolder>) -> io::Result<Self> {
        let number = folder.next();
        let file = folder.disk.create_new(&folder.file(number))?;
        Ok(Self {
            file,
            blob: BlobFile::of_earlier(folder, number, 0),
            checksums: Vec::new(),
        })
    }

    pub(super) fn append(&mut self, window: &[u8]) -> io::Result<()> {
        self.file.write_all_at(window, self.blob.bytes)?;
        self.checksums.push(checksum(window));
        self.blob.bytes += window.len() as u64;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<BlobFile> {
        let checksums = self.checksums.iter().flat_map(|own| own.to_le_bytes());
        let checksums = checksums.collect::<Vec<u8>>();
        self.file.write_all_at(&checksums, self.blob.bytes)?;
        if self.blob.folder.syncs {
            self.file.sync()?;
            self.blob.folder.sync()?;
        }
        self.blob.checksums = OnceLock::from(self.checksums.into_boxed_slice());
        Ok(self.blob)
    }
}

impl BlobFile {
    /// A file that is there already, with a blob of so many bytes.
    pub(super) fn of_earlier(folder: &Arc<BlobFolder>, number: u64, bytes: u64) -> Self {
        Self {
            folder: Arc::clone(folder),
            number,
            bytes,
            checksums: OnceLock::new(),
        }
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Of the blob, not of the file.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Of the file, with its checksums.
    pub(super) fn file_bytes(&self) -> u64 {
        self.bytes + self.windows() * CHECKSUM_BYTES
    }

    fn windows(&self) -> u64 {
        self.bytes.div_ceil(WINDOW_BYTES as u64)
    }

    /// Fills `target` from a position on, with bytes whose checksums are right. Blocks, so call it off
    /// the reactor.
    pub(super) fn read_exact_at(&self, mut target: &mut [u8], mut position: u64) -> io::Result<()> {
        let folder = &self.folder;
        let file = folder.disk.open(&folder.file(self.number))?;
        while !target.is_empty() {
            let at = position / WINDOW_BYTES as u64;
            let start = at * WINDOW_BYTES as u64;
            let whole = self.bytes.saturating_sub(start).min(WINDOW_BYTES as u64) as usize;
            let within = (position - start) as usize;
            let length = target.len().min(whole.saturating_sub(within));
            if length == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (now, rest) = target.split_at_mut(length);
            if length == whole {
                self.read_window(&file, at, now)?;
            } else {
                let mut window = Window::empty();
                let all = window.spread(whole);
                self.read_window(&file, at, all)?;
                now.copy_from_slice(&all[within..within + length]);
            }
            target = rest;
            position += length as u64;
        }
        Ok(())
    }

    /// Reads one window, all of it.
    fn read_window(&self, file: &DiskFile, at: u64, target: &mut [u8]) -> io::Result<()> {
        file.read_exact_at(target, at * WINDOW_BYTES as u64)?;
        let expected = self.checksums(file)?.get(at as usize);
        if expected == Some(&checksum(target)) {
            return Ok(());
        }
        let path = self.folder.file(self.number);
        tracing::error!(
            "{} is damaged: what it holds cannot be read",
            path.display()
        );
        Err(io::ErrorKind::InvalidData.into())
    }

    fn checksums(&self, file: &DiskFile) -> io::Result<&[u64]> {
        if let Some(known) = self.checksums.get() {
            return Ok(known);
        }
        let mut bytes = vec![0; (self.windows() * CHECKSUM_BYTES) as usize];
        file.read_exact_at(&mut bytes, self.bytes)?;
        let (checksums, _) = bytes.as_chunks();
        let checksums = checksums.iter().map(|own| u64::from_le_bytes(*own));
        Ok(self.checksums.get_or_init(|| checksums.collect()))
    }
}

fn checksum(window: &[u8]) -> u64 {
    crc_fast::checksum(CrcAlgorithm::Crc64Nvme, window)
}

impl Drop for BlobFile {
    /// The system takes its time with large files: not on the reactor. Whether the file is to go is asked
    /// now: before that is so, somebody else may get hold of it until a thread comes to it.
    fn drop(&mut self) {
        if !self.folder.is_removing() {
            return;
        }
        let (folder, number) = (Arc::clone(&self.folder), self.number);
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(move || folder.give_up(number))),
            Err(_) => folder.give_up(number),
        }
    }
}
