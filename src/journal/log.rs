//! A folder that was read, and goes on: batches behind batches, and now and then a checkpoint.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::checkpoint;
use super::folder::Folder;
use super::frame_file::FrameFile;
use super::pieces::Pieces;
use super::replay::{Apply, Extent, Problem, replay};
use super::upkeep::{Due, Upkeep};
use crate::store::depot::Depot;

/// Where batches go.
pub(crate) struct Log {
    folder: Arc<Folder>,
    depot: Depot,
    /// Whether a batch is on the disk itself before it counts.
    syncs: bool,
    /// Of the last journal.
    number: u64,
    journal: FrameFile,
    upkeep: Upkeep,
}

impl Log {
    /// Reads what is in a folder. `answers_at` says where this process answers; `syncs` whether what is
    /// written survives a loss of power. A problem is one line that says what to do.
    pub(crate) fn open<S: Pieces + Default>(
        folder: Folder,
        answers_at: &str,
        syncs: bool,
    ) -> Result<(Self, S), Problem> {
        let (disk, path) = (folder.disk(), folder.path());
        let cannot = |error: io::Error| format!("cannot read {}: {error}", path.display());
        let cannot_write = |error: io::Error| {
            format!(
                "cannot write in the data directory {}: {error}",
                path.display()
            )
        };
        folder.tell_holder(answers_at).map_err(cannot_write)?;
        let depot = Depot::open(disk.clone(), &folder.blobs(), syncs).map_err(cannot)?;
        let _ = disk.remove(&folder.draft());
        let files = folder.files().map_err(cannot)?;
        let mut state = S::default();
        let first = files.checkpoints.last().copied();
        let mut checkpoint_bytes = 0;
        if let Some(number) = first {
            let path = folder.checkpoint(number);
            let extent = replay(disk, &path, &depot, &mut state, Apply::AtOnce)?;
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
            let extent = replay(disk, &path, &depot, &mut state, Apply::WhenWhole)?;
            read.push((*number, extent));
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
        // A loss of power finds the names of the files that batches go to.
        let journal = journal.and_then(|journal| {
            if syncs {
                journal.sync()?;
                folder.sync_with_name()?;
            }
            Ok(journal)
        });
        let journal = journal.map_err(cannot_write)?;
        let log = Self {
            folder: Arc::new(folder),
            depot,
            syncs,
            number,
            journal,
            upkeep: Upkeep::new(
                checkpoint_bytes,
                read.iter().map(|(_, extent)| extent.end).sum(),
            ),
        };
        Ok((log, state))
    }

    /// Where large bodies lie.
    pub(crate) fn depot(&self) -> &Depot {
        &self.depot
    }

    /// From now on bodies that are no part of what was committed go.
    pub(super) fn begin(&self) {
        self.depot.begin_to_remove();
    }

    /// Writes down how a state differs from the one before it.
    pub(super) fn commit<S: Pieces>(&mut self, before: &S, now: &S) -> io::Result<()> {
        let mark = self.journal.mark();
        let bytes = self
            .journal
            .append(&self.depot, |to| now.differences(before, to))?;
        if bytes == 0 {
            return Ok(());
        }
        self.upkeep.note_change();
        if self.syncs {
            let synced = self.journal.sync();
            return synced.inspect_err(|_| self.journal.go_back(mark));
        }
        Ok(())
    }

    /// Sees to it that the folder does not hold much more than the state that was committed last.
    /// `is_quiet` if nobody waits.
    pub(super) fn check<S>(&mut self, committed: &S, is_quiet: bool)
    where
        S: Pieces + Default + Clone + Send + 'static,
    {
        match self.upkeep.due(self.journal.bytes(), is_quiet) {
            Due::Nothing => {}
            Due::Checkpoint => {
                if let Err(error) = self.begin_checkpoint(committed.clone()) {
                    let last_bytes = self.journal.bytes();
                    self.upkeep.checkpoint_failed(last_bytes, &error);
                }
            }
            Due::Count => {
                if let Err(error) = self.upkeep.count(committed.clone()) {
                    tracing::warn!("nobody can count what the journal holds: {error}");
                }
            }
        }
    }

    fn begin_journal(&self, path: &Path) -> io::Result<FrameFile> {
        let journal = FrameFile::create(self.folder.disk(), path)?;
        if self.syncs {
            journal.sync()?;
            self.folder.sync()?;
        }
        Ok(journal)
    }

    fn begin_checkpoint<S>(&mut self, state: S) -> io::Result<()>
    where
        S: Pieces + Default + Send + 'static,
    {
        let number = self.number + 1;
        let path = self.folder.journal(number);
        let journal = self.begin_journal(&path);
        // While batches go to the one before it, there must be none behind that.
        let journal = journal.inspect_err(|_| drop(self.folder.disk().remove(&path)))?;
        let (folder, depot) = (Arc::clone(&self.folder), self.depot.clone());
        let writing = std::thread::Builder::new()
            .name("checkpoint".to_owned())
            .spawn(move || checkpoint::write(&folder, number, &depot, &state))?;
        let ended = std::mem::replace(&mut self.journal, journal);
        self.upkeep.checkpoint_begins(ended.bytes(), writing);
        self.number = number;
        Ok(())
    }
}

/// Waits for a checkpoint that is being written. What lies in the folder stays as it is, though the
/// process gives it up.
impl Drop for Log {
    fn drop(&mut self) {
        self.upkeep.close();
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
