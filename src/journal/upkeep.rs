//! When the folder holds more than the state needs: it is told by counting, now and then, what a
//! checkpoint would hold.

use std::io;
use std::thread::JoinHandle;

use super::differences::Differences;
use super::pieces::Pieces;

/// Journals may grow so far, or to a sixth of their checkpoint, before the next checkpoint; and so much,
/// or a sixth of what the state needs, may lie in the folder beside it.
const SPARE_BYTES: u64 = 12 * 1024 * 1024;
/// Counting may take one part in so many of the time.
const COUNTED_SHARE: u32 = 20;

/// What the lengths of a key and a value take, or a little more.
const LENGTHS_BYTES: u64 = 4;

/// What is done beside what goes on, one thing at a time.
enum Work {
    Checkpoint(JoinHandle<io::Result<u64>>),
    Count(JoinHandle<u64>),
}

/// What it is time for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Checkpoint,
    Count,
}

/// Knows how much there is.
pub(super) struct Upkeep {
    checkpoint_bytes: u64,
    /// Of the journals that have come since then, but for the last one.
    earlier_bytes: u64,
    /// What a checkpoint would hold, as far as that is known.
    needed_bytes: Option<u64>,
    /// After a checkpoint that failed the next one waits until journals hold so much.
    journal_bytes_min: u64,
    work: Option<Work>,
    /// How many quiet moments have passed since counting began, and how many are to pass.
    quiet: u32,
    quiet_min: u32,
}

impl Upkeep {
    /// Begins with what was found: a checkpoint, and journals before the last one.
    pub(super) fn new(checkpoint_bytes: u64, earlier_bytes: u64) -> Self {
        Self {
            checkpoint_bytes,
            earlier_bytes,
            needed_bytes: None,
            journal_bytes_min: 0,
            work: None,
            quiet: 0,
            quiet_min: 0,
        }
    }

    /// Something was written: it may have taken the place of something else.
    pub(super) fn note_change(&mut self) {
        self.needed_bytes = None;
    }

    /// What it is time for, while the last journal holds so much. `is_quiet` if nobody waits.
    pub(super) fn due(&mut self, last_bytes: u64, is_quiet: bool) -> Due {
        self.quiet = self.quiet.saturating_add(u32::from(is_quiet));
        self.end_work(last_bytes);
        if self.work.is_some() {
            return Due::Nothing;
        }
        let journal_bytes = self.earlier_bytes + last_bytes;
        let all_bytes = self.checkpoint_bytes + journal_bytes;
        let is_too_much = |needed: u64| all_bytes > needed + spare(needed);
        let is_time = journal_bytes > spare(self.checkpoint_bytes)
            || self.needed_bytes.is_some_and(is_too_much);
        if is_time && journal_bytes >= self.journal_bytes_min {
            return Due::Checkpoint;
        }
        let may_be_too_much = self.needed_bytes.is_none() && is_too_much(0);
        match is_quiet && may_be_too_much && self.quiet >= self.quiet_min {
            true => Due::Count,
            false => Due::Nothing,
        }
    }

    /// A checkpoint is being written, in place of the journal that was the last one until now.
    pub(super) fn checkpoint_begins(
        &mut self,
        last_bytes: u64,
        writing: JoinHandle<io::Result<u64>>,
    ) {
        self.earlier_bytes += last_bytes;
        self.work = Some(Work::Checkpoint(writing));
    }

    /// No checkpoint could be written; as much again is to come before the next one.
    pub(super) fn checkpoint_failed(&mut self, last_bytes: u64, error: &io::Error) {
        tracing::warn!("no checkpoint could be written: {error}");
        let journal_bytes = self.earlier_bytes + last_bytes;
        self.journal_bytes_min = journal_bytes + spare(self.checkpoint_bytes) / 4;
    }

    /// Counts what a state needs.
    pub(super) fn count<S>(&mut self, state: S) -> io::Result<()>
    where
        S: Pieces + Default + Send + 'static,
    {
        let counting = std::thread::Builder::new()
            .name("count".to_owned())
            .spawn(move || bytes_of(&state))?;
        (self.quiet, self.quiet_min) = (0, 0);
        self.work = Some(Work::Count(counting));
        Ok(())
    }

    /// Waits for a checkpoint that is being written.
    pub(super) fn close(&mut self) {
        if let Some(Work::Checkpoint(writing)) = self.work.take() {
            let _ = writing.join();
        }
    }

    /// Takes over what has come of the work, if it has ended.
    fn end_work(&mut self, last_bytes: u64) {
        match self.work.take() {
            Some(Work::Checkpoint(writing)) if writing.is_finished() => match writing.join() {
                Ok(Ok(bytes)) => {
                    (self.checkpoint_bytes, self.earlier_bytes) = (bytes, 0);
                    (self.needed_bytes, self.journal_bytes_min) = (None, 0);
                }
                Ok(Err(error)) => self.checkpoint_failed(last_bytes, &error),
                Err(_) => self.checkpoint_failed(last_bytes, &io::Error::other("it panicked")),
            },
            Some(Work::Count(counting)) if counting.is_finished() => {
                self.quiet_min = (self.quiet + 1).saturating_mul(COUNTED_SHARE);
                // What was written meanwhile is little beside it.
                self.needed_bytes = counting.join().ok();
            }
            work => self.work = work,
        }
    }
}

/// What may lie beside so many bytes, or be added to them.
fn spare(bytes: u64) -> u64 {
    SPARE_BYTES.max(bytes / 6)
}

/// What a state needs when it is written down.
fn bytes_of<S: Pieces + Default>(state: &S) -> u64 {
    let mut bytes = 0;
    let mut sink = |key: &[u8], value: Option<&[u8]>| {
        bytes += (key.len() + value.map_or(0, <[u8]>::len)) as u64 + LENGTHS_BYTES;
    };
    state.differences(&S::default(), &mut Differences::new(&mut sink));
    bytes
}
