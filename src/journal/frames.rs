//! The frames of a file one after the other, each compared with its checksum.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::frame::{FILE_MARK, HEAD_BYTES, Head};
use crate::store::disk::{Disk, DiskFile};

/// Bytes read at once.
const BUFFER_BYTES: usize = 1024 * 1024;

/// Reads a file from its beginning to its end.
pub(super) struct Frames {
    file: BufReader<DiskFile>,
    /// Of the whole file.
    bytes: u64,
    place: Place,
}

/// Where a frame begins.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) position: u64,
    /// Of the frame.
    pub(super) number: u64,
}

/// What comes next in a file.
pub(super) enum Next {
    /// Of the file.
    Mark,
    Frame(Head),
    /// The file ends before the frame does.
    Torn,
    End,
    Damaged(&'static str),
}

impl Frames {
    pub(super) fn open(disk: &Disk, path: &Path) -> io::Result<Self> {
        let file = disk.open(path)?;
        Ok(Self {
            bytes: file.length()?,
            file: BufReader::with_capacity(BUFFER_BYTES, file),
            place: Place {
                position: 0,
                number: 0,
            },
        })
    }

    /// Of the whole file.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where the next frame begins.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// What was read since is read again.
    pub(super) fn go_back(&mut self, place: Place) -> io::Result<()> {
        self.place = place;
        self.file.seek(SeekFrom::Start(place.position)).map(drop)
    }

    /// What the file begins with.
    pub(super) fn mark(&mut self) -> io::Result<Next> {
        let Some(mark) = self.take::<{ FILE_MARK.len() }>()? else {
            return Ok(Next::Torn);
        };
        Ok(match mark == *FILE_MARK {
            true => Next::Mark,
            false if mark == [0; 8] && self.rest_is_zero()? => Next::Torn,
            false => Next::Damaged("it does not begin as a file of this program does"),
        })
    }

    /// The next frame; its pieces are added to `pieces`.
    pub(super) fn next(&mut self, pieces: &mut Vec<u8>) -> io::Result<Next> {
        if self.place.position == self.bytes {
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
        if read.number != self.place.number {
            return Ok(Next::Damaged("another batch should be here"));
        }
        if self.place.position + u64::from(read.length) > self.bytes {
            return Ok(Next::Torn);
        }
        let start = pieces.len();
        pieces.resize(start + read.length as usize, 0);
        let own = &mut pieces[start..];
        self.file.read_exact(own)?;
        self.place.position += u64::from(read.length);
        if read.is_of(own) {
            self.place.number += 1;
            return Ok(Next::Frame(read));
        }
        let ends_in_zeros = self.place.position == self.bytes && own.ends_with(&[0; 512]);
        Ok(match ends_in_zeros {
            true => Next::Torn,
            false => Next::Damaged("what is written here is not what its checksum says"),
        })
    }

    /// The next bytes; `None` where the file ends before.
    fn take<const N: usize>(&mut self) -> io::Result<Option<[u8; N]>> {
        let mut bytes = [0; N];
        if self.place.position + N as u64 > self.bytes {
            return Ok(None);
        }
        self.file.read_exact(&mut bytes)?;
        self.place.position += N as u64;
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
