//! Reads a file of frames back, and tells a batch that was never finished from one that is damaged.

use std::io::{self, BufReader, Read};
use std::path::Path;

use super::frame::{FILE_MARK, HEAD_BYTES, Head, Taken};
use super::pieces::{Damaged, Pieces};
use crate::store::depot::Depot;
use crate::store::disk::{Disk, DiskFile};

/// Bytes read at once.
const BUFFER_BYTES: usize = 1024 * 1024;

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
    /// As they are read: half a batch is of no use to the caller, and all of it may be long.
    AtOnce,
    /// Once all of the batch is there.
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
    let unreadable = |error: io::Error| format!("cannot read {}: {error}", path.display());
    let file = disk.open(path).map_err(unreadable)?;
    let bytes = file.length().map_err(unreadable)?;
    let mut frames = Frames {
        file: BufReader::with_capacity(BUFFER_BYTES, file),
        bytes,
        position: 0,
        number: 0,
    };
    let damaged = |position: u64, what: &str| {
        format!("{} is damaged at byte {position}: {what}", path.display())
    };
    let mut extent = Extent {
        end: 0,
        number: 0,
        torn_bytes: 0,
    };
    match frames.mark().map_err(unreadable)? {
        Next::Mark | Next::Frame(..) => extent.end = frames.position,
        Next::Torn | Next::End => {
            extent.torn_bytes = bytes;
            return Ok(extent);
        }
        Next::Damaged(what) => return Err(damaged(0, what)),
    }
    let mut batch = Vec::new();
    loop {
        let start = frames.position;
        match frames.next().map_err(unreadable)? {
            Next::Frame(head, pieces) => {
                batch.push((start, head, pieces));
                if head.more && when == Apply::WhenWhole {
                    continue;
                }
                for (start, head, pieces) in batch.drain(..) {
                    let applied = apply(&head, &pieces, depot, state);
                    applied.map_err(|why| damaged(start, &why.to_string()))?;
                }
                if !head.more {
                    (extent.end, extent.number) = (frames.position, frames.number);
                }
            }
            Next::Mark | Next::Torn | Next::End => {
                extent.torn_bytes = bytes - extent.end;
                return Ok(extent);
            }
            Next::Damaged(what) => return Err(damaged(start, what)),
        }
    }
}

fn apply<S: Pieces>(
    head: &Head,
    pieces: &[u8],
    depot: &Depot,
    state: &mut S,
) -> Result<(), Damaged> {
    let mut taken = Taken::of(head, pieces);
    while let Some(piece) = taken.next(depot)? {
        state.apply(piece)?;
    }
    Ok(())
}

struct Frames {
    file: BufReader<DiskFile>,
    /// Of the whole file.
    bytes: u64,
    position: u64,
    number: u64,
}

enum Next {
    /// Of the file.
    Mark,
    Frame(Head, Vec<u8>),
    /// The file ends before the frame does.
    Torn,
    End,
    Damaged(&'static str),
}

impl Frames {
    /// What the file begins with.
    fn mark(&mut self) -> io::Result<Next> {
        let Some(mark) = self.take::<{ FILE_MARK.len() }>()? else {
            return Ok(Next::Torn);
        };
        Ok(match mark == *FILE_MARK {
            true => Next::Mark,
            false if mark == [0; 8] && self.rest_is_zero()? => Next::Torn,
            false => Next::Damaged("it does not begin as a file of this program does"),
        })
    }

    fn next(&mut self) -> io::Result<Next> {
        if self.position == self.bytes {
            return Ok(Next::End);
        }
        let Some(head) = self.take::<HEAD_BYTES>()? else {
            return Ok(Next::Torn);
        };
        let Some(read) = Head::read(&head).filter(Head::has_pieces) else {
            // A file that had grown when the power went, before its bytes were written.
            return Ok(match head == [0; HEAD_BYTES] && self.rest_is_zero()? {
                true => Next::Torn,
                false => Next::Damaged("no batch begins here"),
            });
        };
        if read.number != self.number {
            return Ok(Next::Damaged("another batch should be here"));
        }
        if self.position + u64::from(read.length) > self.bytes {
            return Ok(Next::Torn);
        }
        let mut pieces = vec![0; read.length as usize];
        self.file.read_exact(&mut pieces)?;
        self.position += u64::from(read.length);
        if read.is_of(&pieces) {
            self.number += 1;
            return Ok(Next::Frame(read, pieces));
        }
        let ends_in_zeros = self.position == self.bytes && pieces.ends_with(&[0; 512]);
        Ok(match ends_in_zeros {
            true => Next::Torn,
            false => Next::Damaged("what is written here is not what its checksum says"),
        })
    }

    /// The next bytes; `None` where the file ends before.
    fn take<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        let mut bytes = [0; N];
        if self.position + N as u64 > self.bytes {
            return Ok(None);
        }
        self.file.read_exact(&mut bytes)?;
        self.position += N as u64;
        Ok(Some(bytes))
    }

    fn rest_is_zero(&mut self) -> io::Result<bool> {
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            let read = self.file.read(&mut buffer)?;
            if read == 0 {
                return Ok(true);
            }
            if buffer[..read].iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
        }
    }
}
