//! Frames: pieces behind a length and a checksum, one file of them after another.
//!
//! ```text
//! file    "RSTKFRM1" | frame | frame | …
//! frame   "frk" | more | length of the pieces, u32 | number in the file, u64 | checksum of the pieces, u64
//!         | checksum of all before, u64 | pieces
//! piece   key | 0                  what lies at the key, and below it, is removed
//!         key | length + 1 | value
//! key     bytes that it shares with the key before it in the frame | length | the others
//! ```
//!
//! Format 1 had frames with the mark "frm", whose keys are a length and all their bytes. They are read.
//!
//! Integers are little-endian, lengths without a type are in groups of seven bits. `more` is 1 if the
//! next frame belongs to the same batch: a batch counts once all of it is there. Checksums are
//! CRC-64/NVME; a head has its own, so that a length is right or known to be wrong.

use crc_fast::CrcAlgorithm;

use super::pieces::{Damaged, Piece};
use crate::store::depot::Depot;
use crate::store::number::{push_bytes, push_number, take_bytes, take_number};

/// What a file of frames begins with.
pub(super) const FILE_MARK: &[u8; 8] = b"RSTKFRM1";
pub(super) const MARK: &[u8; 3] = b"frk";
/// What a frame of format 1 begins with.
const MARK_OF_WHOLE_KEYS: &[u8; 3] = b"frm";
pub(super) const HEAD_BYTES: usize = 32;
const CHECKED_BYTES: usize = 24;
/// Longer batches get several frames.
pub(super) const FRAME_BYTES: usize = 1024 * 1024;

/// The first bytes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What kind of frame it is.
    pub(super) mark: [u8; 3],
    pub(super) more: bool,
    pub(super) length: u32,
    pub(super) number: u64,
    pub(super) checksum: u64,
}

impl Head {
    /// The head of a frame with such a mark.
    pub(super) fn of(mark: &[u8; 3], more: bool, number: u64, payload: &[u8]) -> Option<Self> {
        Some(Self {
            mark: *mark,
            more,
            length: u32::try_from(payload.len()).ok()?,
            number,
            checksum: checksum_of(payload),
        })
    }

    pub(super) fn bytes(&self) -> [u8; HEAD_BYTES] {
        let mut head = [0; HEAD_BYTES];
        head[..3].copy_from_slice(&self.mark);
        head[3] = u8::from(self.more);
        head[4..8].copy_from_slice(&self.length.to_le_bytes());
        head[8..16].copy_from_slice(&self.number.to_le_bytes());
        head[16..CHECKED_BYTES].copy_from_slice(&self.checksum.to_le_bytes());
        let own = checksum_of(&head[..CHECKED_BYTES]);
        head[CHECKED_BYTES..].copy_from_slice(&own.to_le_bytes());
        head
    }

    /// `None` for whatever is no frame's head.
    pub(super) fn read(bytes: &[u8; HEAD_BYTES]) -> Option<Self> {
        let (mark, rest) = bytes.split_first_chunk()?;
        let (more, rest) = rest.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (checksum, own) = rest.split_first_chunk()?;
        let is_whole = own == checksum_of(&bytes[..CHECKED_BYTES]).to_le_bytes();
        (is_whole && *more <= 1).then(|| Self {
            mark: *mark,
            more: *more == 1,
            length: u32::from_le_bytes(*length),
            number: u64::from_le_bytes(*number),
            checksum: u64::from_le_bytes(*checksum),
        })
    }

    /// Whether such a frame stands in a journal.
    pub(super) fn has_pieces(&self) -> bool {
        [MARK, MARK_OF_WHOLE_KEYS].contains(&&self.mark)
    }

    pub(super) fn is_of(&self, payload: &[u8]) -> bool {
        checksum_of(payload) == self.checksum
    }
}

pub(super) fn checksum_of(bytes: &[u8]) -> u64 {
    crc_fast::checksum(CrcAlgorithm::Crc64Nvme, bytes)
}

/// A frame that is being filled.
pub(super) struct Frame {
    /// Room for the head, then the pieces.
    bytes: Vec<u8>,
    last_key: Vec<u8>,
}

impl Frame {
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![0; HEAD_BYTES],
            last_key: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.len() == HEAD_BYTES
    }

    /// Whether what comes next should go into another frame.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= FRAME_BYTES
    }

    pub(super) fn push(&mut self, key: &[u8], value: Option<&[u8]>) {
        let both = self.last_key.iter().zip(key);
        let shared = both.take_while(|(one, other)| one == other).count();
        push_number(&mut self.bytes, shared as u64);
        push_bytes(&mut self.bytes, &key[shared..]);
        self.last_key.truncate(shared);
        self.last_key.extend_from_slice(&key[shared..]);
        match value {
            None => push_number(&mut self.bytes, 0),
            Some(value) => {
                push_number(&mut self.bytes, value.len() as u64 + 1);
                self.bytes.extend_from_slice(value);
            }
        }
    }

    /// Every byte of the frame, ready to be written. `None` if it holds more than a length can say.
    pub(super) fn seal(&mut self, more: bool, number: u64) -> Option<&[u8]> {
        let (room, pieces) = self.bytes.split_at_mut(HEAD_BYTES);
        let head = Head::of(MARK, more, number, pieces)?;
        room.copy_from_slice(&head.bytes());
        Some(&self.bytes)
    }

    pub(super) fn clear(&mut self) {
        self.bytes.truncate(HEAD_BYTES);
        self.last_key.clear();
        // One huge batch does not keep its memory for ever.
        self.bytes.shrink_to(2 * FRAME_BYTES);
    }
}

/// Takes the pieces off a frame, one after the other.
pub(super) struct Taken<'a> {
    rest: &'a [u8],
    shares_keys: bool,
    /// Of the last piece.
    key: Vec<u8>,
}

impl<'a> Taken<'a> {
    pub(super) fn of(head: &Head, pieces: &'a [u8]) -> Self {
        Self {
            rest: pieces,
            shares_keys: head.mark != *MARK_OF_WHOLE_KEYS,
            key: Vec::new(),
        }
    }

    /// The next piece; `None` behind the last one.
    pub(super) fn next<'p>(&'p mut self, depot: &'p Depot) -> Result<Option<Piece<'p>>, Damaged> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let value = self.take();
        let value = value.ok_or_else(|| Damaged::new("a piece ends too early"))?;
        Ok(Some(Piece::new(&self.key, value, depot)))
    }

    /// The value of the next piece, whose key is taken over.
    fn take(&mut self) -> Option<Option<&'a [u8]>> {
        let shared = match self.shares_keys {
            true => usize::try_from(take_number(&mut self.rest)?).ok()?,
            false => 0,
        };
        if shared > self.key.len() {
            return None;
        }
        let others = take_bytes(&mut self.rest)?;
        self.key.truncate(shared);
        self.key.extend_from_slice(others);
        let Some(length) = take_number(&mut self.rest)?.checked_sub(1) else {
            return Some(None);
        };
        let (value, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = Vec<(Vec<u8>, Option<Vec<u8>>)>;

    fn told(head: &Head, pieces: &[u8]) -> Told {
        let (depot, mut taken) = (Depot::default(), Taken::of(head, pieces));
        let mut told = Told::new();
        while let Some(piece) = taken.next(&depot).unwrap() {
            told.push((piece.key().to_vec(), piece.value().map(<[u8]>::to_vec)));
        }
        told
    }

    fn pieces_of_three() -> Told {
        vec![
            (b"key".to_vec(), Some(b"value".to_vec())),
            (b"kind".to_vec(), None),
            (b"kin".to_vec(), Some(Vec::new())),
        ]
    }

    #[test]
    fn a_frame_of_format_1_is_read() {
        let pieces = b"\x03key\x06value\x04kind\0\x03kin\x01";
        let head = Head {
            mark: *MARK_OF_WHOLE_KEYS,
            more: false,
            length: 0,
            number: 0,
            checksum: 0,
        };
        assert_eq!(told(&head, pieces), pieces_of_three());
    }

    #[test]
    fn a_key_that_shares_more_than_there_is_is_damaged() {
        let frame = Frame::new().seal(false, 0).unwrap().to_vec();
        let head = Head::read(frame.first_chunk().unwrap()).unwrap();
        let depot = Depot::default();
        let mut taken = Taken::of(&head, b"\x04\x01k\0");
        assert!(taken.next(&depot).is_err());
    }

    #[test]
    fn a_frame_is_read_as_it_was_filled_and_no_other_way() {
        let mut frame = Frame::new();
        frame.push(b"key", Some(b"value"));
        frame.push(b"kind", None);
        frame.push(b"kin", Some(b""));
        let bytes = frame.seal(true, 7).unwrap().to_vec();
        let (head, pieces) = bytes.split_first_chunk().unwrap();
        let head = Head::read(head).unwrap();
        assert!(head.more && head.number == 7 && head.is_of(pieces));
        assert_eq!(told(&head, pieces), pieces_of_three());
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 0x10;
            let (head, pieces) = other.split_first_chunk().unwrap();
            let read = Head::read(head);
            let is_right =
                read.is_some_and(|head| head.length as usize == pieces.len() && head.is_of(pieces));
            assert!(!is_right, "byte {at}");
        }
    }
}
