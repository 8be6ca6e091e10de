//! Bodies that are written down apart from what speaks of them, each of them once.

use std::collections::HashMap;
use std::io;

use bytes::Bytes;

use super::window::WINDOW_BYTES;

/// Takes the next window of a body, and whether it is the last one. All are full but the last.
type WriteWindow<'a> = dyn FnMut(Bytes, bool) -> io::Result<()> + 'a;

/// Bodies get their numbers in the order in which they are asked for first.
pub(crate) struct Apart<'a> {
    /// By where a blob lies, offset and length. Whoever writes keeps hold of the blobs meanwhile.
    written: HashMap<(usize, u64, u64), u64>,
    write: &'a mut WriteWindow<'a>,
}

impl<'a> Apart<'a> {
    pub(crate) fn new(write: &'a mut WriteWindow<'a>) -> Self {
        Self {
            written: HashMap::new(),
            write,
        }
    }

    /// The number of a part of the blob at a place, which is read and written first if it was not yet.
    /// Blocks.
    pub(super) fn number_of(
        &mut self,
        place: usize,
        offset: u64,
        bytes: u64,
        read: impl Fn(u64, usize) -> io::Result<Bytes>,
    ) -> io::Result<u64> {
        let part = (place, offset, bytes);
        if let Some(number) = self.written.get(&part) {
            return Ok(*number);
        }
        let mut done = 0;
        while done < bytes {
            let length = (bytes - done).min(WINDOW_BYTES as u64);
            let window = read(offset + done, length as usize)?;
            done += length;
            (self.write)(window, done == bytes)?;
        }
        let number = self.written.len() as u64;
        self.written.insert(part, number);
        Ok(number)
    }
}
