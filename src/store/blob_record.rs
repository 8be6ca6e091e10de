//! How a part of a blob is written down and found again.

use std::io;

use bytes::Bytes;

use super::apart::Apart;
use super::blob::{Blob, INLINE_BYTES_MAX, Kind};
use super::depot::Depot;
use super::number::{push_bytes, push_number, take_bytes, take_number};

/// What begins the record of a part of a blob.
const AT_HAND: u8 = 0;
const IN_FILE: u8 = 1;
const APART: u8 = 2;

impl Blob {
    /// Writes down a part of this blob: where it lies if that outlives the process, else its bytes.
    ///
    /// ```text
    /// 00 | length | bytes
    /// 01 | number of the file | bytes of the blob | offset | length
    /// ```
    pub(super) fn record(&self, offset: u64, length: u64, to: &mut Vec<u8>) -> io::Result<()> {
        match &self.0 {
            Kind::Memory(bytes) => {
                to.push(AT_HAND);
                push_bytes(to, &bytes[offset as usize..(offset + length) as usize]);
            }
            Kind::Disk { slots, .. } => {
                let mut bytes = vec![0; length as usize];
                slots.read_exact_at(&mut bytes, offset)?;
                to.push(AT_HAND);
                push_bytes(to, &bytes);
            }
            Kind::File(file) => {
                to.push(IN_FILE);
                for number in [file.number(), file.bytes(), offset, length] {
                    push_number(to, number);
                }
            }
        }
        Ok(())
    }

    /// As [`Blob::record`], for a file that is read elsewhere: large parts lie in it by themselves.
    ///
    /// ```text
    /// 00 | length | bytes
    /// 02 | number of the body in the file
    /// ```
    pub(super) fn record_apart(
        &self,
        offset: u64,
        length: u64,
        to: &mut Vec<u8>,
        apart: &mut Apart<'_>,
    ) -> io::Result<()> {
        if length <= INLINE_BYTES_MAX as u64 {
            to.push(AT_HAND);
            push_bytes(to, &self.read_at(offset, length as usize)?);
            return Ok(());
        }
        let read = |offset, length| self.read_at(offset, length);
        let number = apart.number_of(self.place(), offset, length, read)?;
        to.push(APART);
        push_number(to, number);
        Ok(())
    }

    /// Reads what [`Blob::record`] wrote, or [`Blob::record_apart`]: a blob, and which part of it. `None`
    /// for anything else.
    pub(super) fn recorded(from: &mut &[u8], depot: &Depot) -> Option<(Self, u64, u64)> {
        let (kind, rest) = from.split_first()?;
        *from = rest;
        match *kind {
            AT_HAND => {
                let bytes = Bytes::copy_from_slice(take_bytes(from)?);
                let length = bytes.len() as u64;
                Some((Self::in_memory(bytes), 0, length))
            }
            IN_FILE => {
                let number = take_number(from)?;
                let blob = Self::in_file(depot.file(number, take_number(from)?)?);
                let (offset, length) = (take_number(from)?, take_number(from)?);
                let is_inside = offset.checked_add(length)? <= blob.len();
                is_inside.then_some((blob, offset, length))
            }
            APART => {
                let blob = depot.arrived(take_number(from)?)?.clone();
                let length = blob.len();
                Some((blob, 0, length))
            }
            _ => None,
        }
    }
}
