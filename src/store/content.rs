//! A body at rest: a list of extents over blobs, so that a copy or a join moves no bytes.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::apart::Apart;
use super::blob::{Blob, INLINE_BYTES_MAX};
use super::depot::Depot;
use super::draft::Draft;
use super::number::{push_number, take_number};
use super::window::WINDOW_BYTES;

/// An immutable body. Clones share everything.
#[derive(Clone)]
pub(crate) struct Content {
    extents: Extents,
    bytes: u64,
}

/// A body in one piece, as most are, needs no list.
#[derive(Clone)]
enum Extents {
    None,
    One(Extent),
    Many(Arc<[Extent]>),
}

impl Extents {
    fn of(mut extents: Vec<Extent>) -> Self {
        match extents.len() {
            0 => Self::None,
            1 => extents.pop().map_or(Self::None, Self::One),
            _ => Self::Many(extents.into()),
        }
    }

    fn as_slice(&self) -> &[Extent] {
        match self {
            Self::None => &[],
            Self::One(extent) => std::slice::from_ref(extent),
            Self::Many(extents) => extents,
        }
    }
}

/// A piece of one blob; never empty.
#[derive(Clone)]
struct Extent {
    blob: Blob,
    offset: u64,
    bytes: u64,
}

/// A run of bytes inside one blob, at most [`WINDOW_BYTES`] long.
pub(super) struct Run {
    blob: Blob,
    offset: u64,
    length: usize,
}

impl Run {
    pub(super) fn at_hand(&self) -> Option<Bytes> {
        self.blob.at_hand(self.offset, self.length)
    }

    /// Blocks when the bytes are on disk.
    pub(super) fn read(&self) -> io::Result<Bytes> {
        self.blob.read_at(self.offset, self.length)
    }

    pub(super) fn len(&self) -> u64 {
        self.length as u64
    }
}

impl From<Blob> for Content {
    fn from(blob: Blob) -> Self {
        let bytes = blob.len();
        let extent = Extent {
            blob,
            offset: 0,
            bytes,
        };
        Self {
            extents: match bytes {
                0 => Extents::None,
                _ => Extents::One(extent),
            },
            bytes,
        }
    }
}

impl Content {
    /// Nothing at all.
    pub(crate) fn empty() -> Self {
        Self {
            extents: Extents::None,
            bytes: 0,
        }
    }

    /// A body that is all there.
    pub(crate) fn in_memory(bytes: Bytes) -> Self {
        Self::from(Blob::in_memory(bytes))
    }

    /// A body that is all there, in a file of its own if it is large and `depot` outlives the process.
    /// Blocks, so call it off the reactor.
    pub(crate) fn laid(bytes: &Bytes, depot: &Depot) -> io::Result<Self> {
        if bytes.len() <= INLINE_BYTES_MAX || depot.folder().is_none() {
            return Ok(Self::in_memory(bytes.clone()));
        }
        let mut draft = Draft::begin(depot)?;
        for window in bytes.chunks(WINDOW_BYTES) {
            draft.append(window)?;
        }
        draft.finish().map(Self::from)
    }

    /// All of the body. Blocks when it is on disk.
    pub(crate) fn bytes(&self) -> io::Result<Bytes> {
        if let Some(bytes) = self.at_hand() {
            return Ok(bytes);
        }
        let mut bytes = Vec::with_capacity(self.bytes as usize);
        while let Some(run) = self.run(bytes.len() as u64) {
            bytes.extend_from_slice(&run.read()?);
        }
        Ok(bytes.into())
    }

    /// Writes the body down, so that the next process finds it: its extents behind their number. Fails
    /// where bytes cannot be read that do not outlive this process.
    pub(crate) fn record(&self, to: &mut Vec<u8>) -> io::Result<()> {
        let extents = self.extents.as_slice();
        push_number(to, extents.len() as u64);
        extents
            .iter()
            .try_for_each(|extent| extent.blob.record(extent.offset, extent.bytes, to))
    }

    /// As [`Content::record`], for a file that is read elsewhere and has large bodies by themselves.
    pub(crate) fn record_apart(&self, to: &mut Vec<u8>, apart: &mut Apart<'_>) -> io::Result<()> {
        let extents = self.extents.as_slice();
        push_number(to, extents.len() as u64);
        extents.iter().try_for_each(|own| {
            let (offset, bytes) = (own.offset, own.bytes);
            own.blob.record_apart(offset, bytes, to, apart)
        })
    }

    /// Reads what [`Content::record`] wrote, or [`Content::record_apart`]; `None` for anything else.
    pub(crate) fn recorded(from: &mut &[u8], depot: &Depot) -> Option<Self> {
        let count = take_number(from)?;
        let mut extents = Vec::new();
        for _ in 0..count {
            let (blob, offset, bytes) = Blob::recorded(from, depot)?;
            if bytes > 0 {
                extents.push(Extent {
                    blob,
                    offset,
                    bytes,
                });
            }
        }
        let mut lengths = extents.iter().map(|extent| extent.bytes);
        let bytes = lengths.try_fold(0_u64, u64::checked_add)?;
        Some(Self {
            extents: Extents::of(extents),
            bytes,
        })
    }

    pub(crate) fn len(&self) -> u64 {
        self.bytes
    }

    /// Whether the body lies in one piece, or is empty.
    pub(crate) fn is_one_piece(&self) -> bool {
        !matches!(self.extents, Extents::Many(_))
    }

    /// The pieces one behind the other.
    pub(crate) fn join<'a>(pieces: impl IntoIterator<Item = &'a Self>) -> Self {
        let extents: Vec<Extent> = pieces
            .into_iter()
            .flat_map(|piece| piece.extents.as_slice().iter().cloned())
            .collect();
        Self {
            bytes: extents.iter().map(|extent| extent.bytes).sum(),
            extents: Extents::of(extents),
        }
    }

    /// A part of this body; `range` is cut off at its end.
    pub(crate) fn slice(&self, range: Range<u64>) -> Self {
        let mut extents = Vec::new();
        let mut start = 0;
        for extent in self.extents.as_slice() {
            let end = start + extent.bytes;
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                extents.push(Extent {
                    blob: extent.blob.clone(),
                    offset: extent.offset + (from - start),
                    bytes: to - from,
                });
            }
            start = end;
        }
        let bytes = extents.iter().map(|extent| extent.bytes).sum();
        Self {
            extents: Extents::of(extents),
            bytes,
        }
    }

    /// The run of bytes that begins at `position`; `None` at the end.
    pub(super) fn run(&self, position: u64) -> Option<Run> {
        let mut start = 0;
        for extent in self.extents.as_slice() {
            if position < start + extent.bytes {
                let inside = position - start;
                let length = (extent.bytes - inside).min(WINDOW_BYTES as u64) as usize;
                return Some(Run {
                    blob: extent.blob.clone(),
                    offset: extent.offset + inside,
                    length,
                });
            }
            start += extent.bytes;
        }
        None
    }

    /// Shows every byte, in order, to `observe`, off the reactor; gives the observer back.
    pub(crate) async fn observe<H: Send + 'static>(
        &self,
        mut observer: H,
        observe: fn(&mut H, &[u8]),
    ) -> io::Result<H> {
        let content = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut position = 0;
            while let Some(run) = content.run(position) {
                observe(&mut observer, &run.read()?);
                position += run.len();
            }
            Ok(observer)
        });
        reading.await.map_err(io::Error::other)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &'static str) -> Content {
        Content::from(Blob::in_memory(Bytes::from_static(text.as_bytes())))
    }

    fn text(content: &Content) -> String {
        let (mut text, mut position) = (Vec::new(), 0);
        while let Some(run) = content.run(position) {
            text.extend_from_slice(&run.read().unwrap());
            position += run.len();
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_slice_of_a_join_crosses_its_seams() {
        let joined = Content::join([&content("abc"), &content(""), &content("defg")]);
        assert_eq!((joined.len(), text(&joined).as_str()), (7, "abcdefg"));
        assert_eq!(text(&joined.slice(2..5)), "cde");
        assert_eq!(text(&joined.slice(5..100)), "fg");
        assert_eq!(joined.slice(3..3).len(), 0);
    }
}
