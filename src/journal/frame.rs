//! Frames: pieces behind a length and a checksum, one file of them after another.
//!
//! ```text
//! file    "RSTKFRM1" | frame | frame | …
//! frame   "frm" | more | length of the pieces, u32 | number in the file, u64 | checksum of the pieces, u64
//!         | checksum of all before, u64 | pieces
//! piece   length | key | 0                  what lies at the key, and below it, is removed
//!         length | key | length + 1 | value
//! ```
//!
//! Integers are little-endian, lengths without a type are in groups of seven bits. `more` is 1 if the
//! next frame belongs to the same batch: a batch counts once all of it is there. Checksums are
//! CRC-64/NVME; a head has its own, so that a length is right or known to be wrong.

use crc_fast::CrcAlgorithm;

use super::pieces::Piece;
use crate::store::depot::Depot;
use crate::store::number::{push_bytes, push_number, take_bytes, take_number};

/// What a file of frames begins with.
pub(super) const FILE_MARK: &[u8; 8] = b"RSTKFRM1";
const MARK: &[u8; 3] = b"frm";
pub(super) const HEAD_BYTES: usize = 32;
const CHECKED_BYTES: usize = 24;
/// Longer batches get several frames.
pub(super) const FRAME_BYTES: usize = 1024 * 1024;

/// The first bytes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) more: bool,
    pub(super) length: u32,
    pub(super) number: u64,
    pub(super) checksum: u64,
}

impl Head {
    /// `None` for whatever is no frame's head.
    pub(super) fn read(bytes: &[u8; HEAD_BYTES]) -> Option<Self> {
        let (mark, rest) = bytes.split_first_chunk()?;
        let (more, rest) = rest.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (checksum, own) = rest.split_first_chunk()?;
        let is_whole = own == checksum_of(&bytes[..CHECKED_BYTES]).to_le_bytes();
        (is_whole && mark == MARK && *more <= 1).then(|| Self {
            more: *more == 1,
            length: u32::from_le_bytes(*length),
            number: u64::from_le_bytes(*number),
            checksum: u64::from_le_bytes(*checksum),
        })
    }

    pub(super) fn is_of(&self, pieces: &[u8]) -> bool {
        checksum_of(pieces) == self.checksum
    }
}

fn checksum_of(bytes: &[u8]) -> u64 {
    crc_fast::checksum(CrcAlgorithm::Crc64Nvme, bytes)
}

/// A frame that is being filled.
pub(super) struct Frame {
    /// Room for the head, then the pieces.
    bytes: Vec<u8>,
}

impl Frame {
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![0; HEAD_BYTES],
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
        push_bytes(&mut self.bytes, key);
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
        let length = u32::try_from(self.bytes.len() - HEAD_BYTES).ok()?;
        let (head, pieces) = self.bytes.split_at_mut(HEAD_BYTES);
        head[..3].copy_from_slice(MARK);
        head[3] = u8::from(more);
        head[4..8].copy_from_slice(&length.to_le_bytes());
        head[8..16].copy_from_slice(&number.to_le_bytes());
        head[16..CHECKED_BYTES].copy_from_slice(&checksum_of(pieces).to_le_bytes());
        let own = checksum_of(&head[..CHECKED_BYTES]);
        head[CHECKED_BYTES..].copy_from_slice(&own.to_le_bytes());
        Some(&self.bytes)
    }

    pub(super) fn clear(&mut self) {
        self.bytes.truncate(HEAD_BYTES);
        // One huge batch does not keep its memory for ever.
        self.bytes.shrink_to(2 * FRAME_BYTES);
    }
}

/// Takes the next piece off a frame's pieces; `None` for what is no piece.
pub(super) fn take_piece<'a>(pieces: &mut &'a [u8], depot: &'a Depot) -> Option<Piece<'a>> {
    let key = take_bytes(pieces)?;
    let value = match take_number(pieces)?.checked_sub(1) {
        None => None,
        Some(length) => {
            let (value, rest) = pieces.split_at_checked(usize::try_from(length).ok()?)?;
            *pieces = rest;
            Some(value)
        }
    };
    Some(Piece::new(key, value, depot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_read_as_it_was_filled_and_no_other_way() {
        let mut frame = Frame::new();
        frame.push(b"key", Some(b"value"));
        frame.push(b"gone", None);
        let bytes = frame.seal(true, 7).unwrap().to_vec();
        let (head, pieces) = bytes.split_first_chunk().unwrap();
        let head = Head::read(head).unwrap();
        assert!(head.more && head.number == 7 && head.is_of(pieces));
        let (depot, mut rest) = (Depot::default(), pieces);
        let values = [(); 2].map(|()| take_piece(&mut rest, &depot).unwrap().value());
        assert_eq!(values, [Some(&b"value"[..]), None]);
        assert!(rest.is_empty() && take_piece(&mut rest, &depot).is_none());
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
