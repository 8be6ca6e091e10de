//! Reads a file of frames back, and tells a batch that was never finished from one that is damaged. A
//! thread of its own reads ahead.

use std::io;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::frame::{Head, Taken};
use super::frames::{Frames, Next, Place};
use super::pieces::{Damaged, Pieces};
use crate::store::depot::Depot;
use crate::store::disk::Disk;

/// Frames go from one thread to the other so many bytes at a time, or a little more.
const PORTION_BYTES: usize = 1024 * 1024;
/// Portions that wait at most.
const PORTIONS_AHEAD: usize = 2;

/// How far a file could be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Where the last whole batch ends.
    pub(super) end: u64,
    /// Of the frame that comes next.
    pub(super) number: u64,
    /// Bytes behind `end`: the beginning of a batch that was never finished.
    pub(super) torn_bytes: u64,
}

/// Why a file cannot be read back: one line that says where.
pub(super) type Problem = String;

/// When the pieces of a batch are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apply {
    /// As they are read: half a batch is of no use to the caller.
    AtOnce,
    /// Once all of the batch is known to be there.
    WhenWhole,
}

/// Applies every batch of a file, in order.
pub(super) fn replay<S: Pieces>(
    disk: &Disk,
    path: &Path,
    depot: &Depot,
    state: &mut S,
    when: Apply,
) -> Result<Extent, Problem> {
    let (to, portions) = sync_channel::<Portion>(PORTIONS_AHEAD);
    thread::scope(|scope| {
        let source = Source { disk, path, when };
        let reading = thread::Builder::new()
            .name("replay".to_owned())
            .spawn_scoped(scope, move || source.read(&to))
            .map_err(|error| format!("cannot start a thread: {error}"))?;
        // Whoever stops here stops the other thread too: nobody takes its portions any more.
        for portion in portions {
            portion
                .apply(depot, state)
                .map_err(|(position, why)| damaged(path, position, &why.to_string()))?;
        }
        let read = reading.join();
        read.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn damaged(path: &Path, position: u64, what: &str) -> Problem {
    format!("{} is damaged at byte {position}: {what}", path.display())
}

/// Some frames that count, one behind the other.
#[derive(Default)]
struct Portion {
    frames: Vec<(Place, Head)>,
    /// Of all of them.
    pieces: Vec<u8>,
}

impl Portion {
    /// Gives the position of what cannot be applied, and why.
    fn apply<S: Pieces>(&self, depot: &Depot, state: &mut S) -> Result<(), (u64, Damaged)> {
        let mut rest = self.pieces.as_slice();
        for (place, head) in &self.frames {
            let (pieces, others) = rest.split_at(head.length as usize);
            let mut taken = Taken::of(head, pieces);
            let position = |why| (place.position, why);
            while let Some(piece) = taken.next(depot).map_err(position)? {
                state.apply(piece).map_err(position)?;
            }
            rest = others;
        }
        Ok(())
    }
}

/// What is read.
struct Source<'a> {
    disk: &'a Disk,
    path: &'a Path,
    when: Apply,
}

impl Source<'_> {
    /// Reads to the end of the last whole batch, as long as somebody takes what was read.
    fn read(&self, to: &SyncSender<Portion>) -> Result<Extent, Problem> {
        let mut frames = Frames::open(self.disk, self.path).map_err(|own| self.unreadable(&own))?;
        let mut extent = Extent {
            end: 0,
            number: 0,
            torn_bytes: 0,
        };
        match frames.mark().map_err(|own| self.unreadable(&own))? {
            Next::Mark | Next::Frame(_) => extent.end = frames.place().position,
            Next::Torn | Next::End => {
                extent.torn_bytes = frames.bytes();
                return Ok(extent);
            }
            Next::Damaged(what) => return Err(damaged(self.path, 0, what)),
        }
        let mut portion = Portion::default();
        // As far as batches are known to be whole.
        let mut known_bytes = 0;
        loop {
            let place = frames.place();
            let length = portion.pieces.len();
            let Some(head) = self.next(&mut frames, &mut portion.pieces)? else {
                break;
            };
            if head.more && self.when == Apply::WhenWhole && place.position >= known_bytes {
                // All of it may be long: it is looked at, and read again.
                portion.pieces.truncate(length);
                if !self.ends_well(&mut frames)? {
                    break;
                }
                known_bytes = frames.place().position;
                frames
                    .go_back(place)
                    .map_err(|error| self.unreadable(&error))?;
                continue;
            }
            portion.frames.push((place, head));
            if !head.more {
                let Place { position, number } = frames.place();
                (extent.end, extent.number) = (position, number);
            }
            if portion.pieces.len() >= PORTION_BYTES
                && to.send(std::mem::take(&mut portion)).is_err()
            {
                break;
            }
        }
        // Whoever takes nothing any more knows why.
        let _ = to.send(portion);
        extent.torn_bytes = frames.bytes() - extent.end;
        Ok(extent)
    }

    /// Whether a batch goes on to its last frame.
    fn ends_well(&self, frames: &mut Frames) -> Result<bool, Problem> {
        let mut pieces = Vec::new();
        while let Some(head) = self.next(frames, &mut pieces)? {
            if !head.more {
                return Ok(true);
            }
            pieces.clear();
        }
        Ok(false)
    }

    /// The next frame; `None` where no whole one follows.
    fn next(&self, frames: &mut Frames, pieces: &mut Vec<u8>) -> Result<Option<Head>, Problem> {
        let start = frames.place().position;
        match frames.next(pieces).map_err(|own| self.unreadable(&own))? {
            Next::Frame(head) => Ok(Some(head)),
            Next::Mark | Next::Torn | Next::End => Ok(None),
            Next::Damaged(what) => Err(damaged(self.path, start, what)),
        }
    }

    fn unreadable(&self, error: &io::Error) -> Problem {
        format!("cannot read {}: {error}", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::journal::differences::Differences;
    use crate::journal::frame::FRAME_BYTES;
    use crate::journal::frame_file::FrameFile;
    use crate::journal::pieces::Piece;

    /// The first bytes of the values that were taken in.
    #[derive(Default)]
    struct Taken(Vec<u8>);

    impl Pieces for Taken {
        fn differences(&self, _: &Self, _: &mut Differences<'_>) {}

        fn apply(&mut self, piece: Piece<'_>) -> Result<(), Damaged> {
            let first = piece.value().and_then(|value| value.first());
            let first = first.ok_or_else(|| Damaged::new("an empty value"))?;
            self.0.push(*first);
            Ok(())
        }

        fn complete(&mut self) -> Result<(), Damaged> {
            Ok(())
        }
    }

    /// Batches of values, each value a frame long.
    fn written(path: &Path, batches: &[&[u8]]) -> Vec<u64> {
        let mut file = FrameFile::create(&Disk::default(), path).unwrap();
        let ends = batches.iter().map(|batch| {
            let say = |to: &mut Differences<'_>| {
                for first in *batch {
                    to.put(&[b"key"], &vec![*first; FRAME_BYTES]);
                }
            };
            file.append(&Depot::default(), say).unwrap();
            file.bytes()
        });
        ends.collect()
    }

    fn read(path: &Path, when: Apply) -> (Result<Extent, Problem>, Vec<u8>) {
        let mut taken = Taken::default();
        let extent = replay(&Disk::default(), path, &Depot::default(), &mut taken, when);
        (extent, taken.0)
    }

    #[test]
    fn a_long_batch_counts_once_all_of_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let ends = written(&path, &[&[1], &[2, 3, 4], &[5, 6]]);
        for when in [Apply::AtOnce, Apply::WhenWhole] {
            let (extent, taken) = read(&path, when);
            let extent = extent.unwrap();
            assert_eq!(taken, [1, 2, 3, 4, 5, 6]);
            let end = (extent.end, extent.number, extent.torn_bytes);
            assert_eq!(end, (ends[2], 6, 0));
        }
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_len(ends[2] - 1).unwrap();
        let (extent, taken) = read(&path, Apply::WhenWhole);
        let extent = extent.unwrap();
        assert_eq!(taken, [1, 2, 3, 4]);
        assert_eq!((extent.end, extent.number), (ends[1], 4));
        assert_eq!(extent.torn_bytes, ends[2] - 1 - ends[1]);
    }

    #[test]
    fn what_cannot_be_taken_in_is_named_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut file = FrameFile::create(&Disk::default(), &path).unwrap();
        for _ in 0..3 {
            let end = file.bytes();
            file.append(&Depot::default(), |to| to.put(&[b"key"], b""))
                .unwrap();
            assert!(file.bytes() > end);
        }
        let (extent, _) = read(&path, Apply::WhenWhole);
        let problem = extent.unwrap_err();
        assert!(
            problem.ends_with("damaged at byte 8: an empty value"),
            "{problem}"
        );
    }
}
