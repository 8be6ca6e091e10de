//! A folder that was read, and goes on: batches behind batches, and now and then a checkpoint.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::checkpoint;
use super::folder::Folder;
use super::frame_file::FrameFile;
use super::pieces::Pieces;
use super::replay::{Extent, Problem, replay};
use crate::store::depot::Depot;
use crate::store::disk::Disk;

/// A journal may grow so far, or to a quarter of its checkpoint, before the next checkpoint.
const JOURNAL_BYTES: u64 = 12 * 1024 * 1024;

/// Where batches go.
pub(crate) struct Log {
    folder: Arc<Folder>,
    depot: Depot,
    /// Whether a batch is on the disk itself before it counts.
    syncs: bool,
    /// Of the last journal.
    number: u64,
    journal: FrameFile,
    /// Of the journals that have come before since the last checkpoint.
    earlier_bytes: u64,
    checkpoint_bytes: u64,
    writing: Option<JoinHandle<io::Result<u64>>>,
}

impl Log {
    /// Takes a folder and reads what is there. `holder` says where this process answers; `syncs` whether
    /// what is written survives a loss of power. A problem is one line that says what to do.
    pub(crate) fn open<S: Pieces + Default>(
        disk: &Disk,
        path: &Path,
        holder: &str,
        syncs: bool,
    ) -> Result<(Self, S), Problem> {
        let folder = Folder::take(disk.clone(), path, holder)?;
        let cannot = |error: io::Error| format!("cannot read {}: {error}", path.display());
        let depot = Depot::open(disk.clone(), &folder.blobs(), syncs).map_err(cannot)?;
        let _ = disk.remove(&folder.draft());
        let files = folder.files().map_err(cannot)?;
        let mut state = S::default();
        let first = files.checkpoints.last().copied();
        let mut checkpoint_bytes = 0;
        if let Some(number) = first {
            let path = folder.checkpoint(number);
            let extent = replay(disk, &path, &depot, &mut state)?;
            if extent.torn_bytes > 0 {
                return Err(format!("{} is damaged: it ends too early", path.display()));
            }
            checkpoint_bytes = extent.end;
        }
        let first = first.unwrap_or_default();
        let journals = files.journals.iter().filter(|own| **own >= first);
        let mut read: Vec<(u64, Extent)> = Vec::new();
        for (expected, number) in (first..).zip(journals) {
            let path = folder.journal(*number);
            if *number != expected {
                let missing = folder.journal(expected);
                return Err(format!("{} is missing", missing.display()));
            }
            if let Some((number, extent)) = read.last()
                && extent.torn_bytes > 0
            {
                let torn = folder.journal(*number);
                return Err(format!("{} is damaged: it ends too early", torn.display()));
            }
            read.push((*number, replay(disk, &path, &depot, &mut state)?));
        }
        state
            .complete()
            .map_err(|why| format!("{} is damaged: {why}", path.display()))?;
        for number in depot.sweep() {
            tracing::error!(
                "{}/{number:016x} is damaged or missing: what it holds cannot be read",
                folder.blobs().display()
            );
        }
        folder.forget_before(first);
        let last = read.pop();
        let number = last.as_ref().map_or(first, |(number, _)| *number);
        let journal = go_on(&folder, number, last.map(|(_, extent)| extent));
        let journal = journal.map_err(|error| {
            format!(
                "cannot write in the data directory {}: {error}",
                path.display()
            )
        })?;
        let log = Self {
            folder: Arc::new(folder),
            depot,
            syncs,
            number,
            journal,
            earlier_bytes: read.iter().map(|(_, extent)| extent.end).sum(),
            checkpoint_bytes,
            writing: None,
        };
        Ok((log, state))
    }

    /// Where large bodies lie.
    pub(crate) fn depot(&self) -> &Depot {
        &self.depot
    }

    /// Writes down how a state differs from the one before it.
    pub(super) fn commit<S: Pieces>(&mut self, before: &S, now: &S) -> io::Result<()> {
        let mark = self.journal.mark();
        let bytes = self.journal.append(|to| now.differences(before, to))?;
        if self.syncs && bytes > 0 {
            let synced = self.journal.sync();
            return synced.inspect_err(|_| self.journal.go_back(mark));
        }
        Ok(())
    }

    /// Begins a checkpoint of what was committed last, if it is time for one.
    pub(super) fn check<S>(&mut self, committed: &S)
    where
        S: Pieces + Default + Clone + Send + 'static,
    {
        if self
            .writing
            .as_ref()
            .is_some_and(|writing| !writing.is_finished())
        {
            return;
        }
        if let Some(writing) = self.writing.take() {
            match writing.join() {
                Ok(Ok(bytes)) => {
                    self.checkpoint_bytes = bytes;
                    self.earlier_bytes = 0;
                }
                Ok(Err(error)) => tracing::warn!("no checkpoint could be written: {error}"),
                Err(_) => tracing::error!("the writer of a checkpoint panicked"),
            }
        }
        let allowed = JOURNAL_BYTES.max(self.checkpoint_bytes / 4);
        // After one that failed the next one waits until there is as much again.
        let is_time = self.journal.bytes() > allowed
            || self.earlier_bytes > allowed && self.journal.bytes() > JOURNAL_BYTES / 4;
        if is_time && let Err(error) = self.begin_checkpoint(committed.clone()) {
            tracing::warn!("no checkpoint could be begun: {error}");
        }
    }

    fn begin_checkpoint<S>(&mut self, state: S) -> io::Result<()>
    where
        S: Pieces + Default + Send + 'static,
    {
        let number = self.number + 1;
        let journal = FrameFile::create(self.folder.disk(), &self.folder.journal(number))?;
        if self.syncs {
            journal.sync()?;
            self.folder.sync()?;
        }
        self.earlier_bytes += self.journal.bytes();
        self.journal = journal;
        self.number = number;
        let folder = Arc::clone(&self.folder);
        let writing = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || checkpoint::write(&folder, number, &state))?;
        self.writing = Some(writing);
        Ok(())
    }

    /// Waits for a checkpoint that is being written. What lies in the folder stays as it is.
    pub(super) fn close(&mut self) {
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
        }
        self.depot.close();
    }
}

/// The journal that batches go to from now on, without a batch that was never finished.
fn go_on(folder: &Folder, number: u64, read: Option<Extent>) -> io::Result<FrameFile> {
    let path = folder.journal(number);
    match read {
        Some(extent) if extent.end > 0 => {
            let file = folder.disk().open_to_write(&path)?;
            if extent.torn_bytes > 0 {
                tracing::warn!(
                    "{}: the last {} bytes belong to a write that was never finished, and go",
                    path.display(),
                    extent.torn_bytes
                );
                file.set_bytes(extent.end)?;
            }
            Ok(FrameFile::going_on(file, extent.end, extent.number))
        }
        _ => FrameFile::create(folder.disk(), &path),
    }
}
