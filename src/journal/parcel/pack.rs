//! Writes all of a state as one file, chunk by chunk.

use std::cell::RefCell;
use std::io;

use bytes::Bytes;
use crc_fast::{CrcAlgorithm, Digest};
use serde::Serialize;

use super::format::{
    ABOUT, ABOUT_BYTES_MAX, END, FILE_MARK, FORMAT, LAST_WINDOW, PIECES_BYTES_MAX, WINDOW,
};
use crate::journal::differences::Differences;
use crate::journal::frame::{Frame, HEAD_BYTES, Head};
use crate::journal::pieces::Pieces;
use crate::store::apart::Apart;
use crate::store::depot::Depot;

/// Gives all of a file, each chunk a frame of pieces or a window of a body at most. `depot` is where the
/// state's own large bodies lie. Blocks while they are read; fails if one of them cannot be, or as `give` does.
pub(crate) fn pack<S: Pieces + Default>(
    state: &S,
    about: &impl Serialize,
    depot: &Depot,
    give: &mut dyn FnMut(Bytes) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = File {
        give,
        number: 0,
        heads: Digest::new(CrcAlgorithm::Crc64Nvme),
    };
    file.begin(about)?;
    let file = RefCell::new(file);
    let mut frame = Frame::new();
    let mut outcome = Ok(());
    let mut sink = |key: &[u8], value: Option<&[u8]>| {
        if outcome.is_err() {
            return;
        }
        if frame.is_full() {
            outcome = file.borrow_mut().pieces(&mut frame);
        }
        frame.push(key, value);
    };
    let mut write_window = |window: Bytes, is_last| {
        let mark = if is_last { LAST_WINDOW } else { WINDOW };
        file.borrow_mut().frame(mark, window)
    };
    let mut differences = Differences::new(&mut sink)
        .with_depot(depot)
        .with_bodies_apart(Apart::new(&mut write_window));
    state.differences(&S::default(), &mut differences);
    let told = differences.finish();
    outcome.and(told)?;
    let mut file = file.into_inner();
    if !frame.is_empty() {
        file.pieces(&mut frame)?;
    }
    file.end()
}

struct File<'a> {
    give: &'a mut dyn FnMut(Bytes) -> io::Result<()>,
    /// Of the next frame.
    number: u64,
    /// Of all heads so far.
    heads: Digest,
}

impl File<'_> {
    fn begin(&mut self, about: &impl Serialize) -> io::Result<()> {
        let mut mark = FILE_MARK.to_vec();
        mark.extend_from_slice(format!("{FORMAT}\n").as_bytes());
        (self.give)(mark.into())?;
        let about = serde_json::to_vec(about)?;
        if about.len() > ABOUT_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.frame(ABOUT, about.into())
    }

    fn frame(&mut self, mark: &[u8; 3], payload: Bytes) -> io::Result<()> {
        let head = Head::of(mark, mark != END, self.number, &payload);
        let head = head.ok_or(io::ErrorKind::FileTooLarge)?.bytes();
        self.number += 1;
        self.heads.update(&head);
        (self.give)(Bytes::copy_from_slice(&head))?;
        (self.give)(payload)
    }

    /// The frame is empty afterwards.
    fn pieces(&mut self, frame: &mut Frame) -> io::Result<()> {
        let bytes = frame.seal(true, self.number);
        let bytes = bytes.filter(|bytes| bytes.len() <= HEAD_BYTES + PIECES_BYTES_MAX);
        let bytes = bytes.ok_or(io::ErrorKind::FileTooLarge)?;
        self.number += 1;
        self.heads.update(&bytes[..HEAD_BYTES]);
        (self.give)(Bytes::copy_from_slice(bytes))?;
        frame.clear();
        Ok(())
    }

    fn end(mut self) -> io::Result<()> {
        let all = self.heads.finalize().to_le_bytes();
        self.frame(END, Bytes::copy_from_slice(&all))
    }
}
