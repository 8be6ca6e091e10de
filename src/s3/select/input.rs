//! The bytes of an object as records are cut from them: decompressed, and never all at once.

use std::io::Read;

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;

use crate::aws::error::AwsError;
use crate::s3::error::select::object;
use crate::store::content::Content;
use crate::store::reader::ContentReader;

/// Longest record (recorded, in OverMaxRecordSize).
pub(super) const RECORD_BYTES_MAX: usize = 1_048_576;
/// Bytes read in one go.
const READ_BYTES: usize = 128 * 1024;

/// How the object is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Bzip2,
}

enum Source {
    Plain(ContentReader),
    Gzip(Box<MultiGzDecoder<ContentReader>>),
    Bzip2(Box<MultiBzDecoder<ContentReader>>),
    #[cfg(test)]
    Bytes(std::io::Cursor<Vec<u8>>),
}

/// A window that moves over the bytes.
pub(super) struct Input {
    source: Source,
    compression: Compression,
    /// What was read and not consumed yet begins at `start`.
    buffer: Vec<u8>,
    start: usize,
    /// Where in the unpacked object the window begins.
    offset: u64,
    /// Bytes that were unpacked.
    processed: u64,
}

impl Input {
    /// Reads from `offset` on; only an object that is not packed can be read from its middle.
    pub(super) fn new(content: Content, compression: Compression, offset: u64) -> Self {
        let reader = ContentReader::new(content, offset);
        let source = match compression {
            Compression::None => Source::Plain(reader),
            Compression::Gzip => Source::Gzip(Box::new(MultiGzDecoder::new(reader))),
            Compression::Bzip2 => Source::Bzip2(Box::new(MultiBzDecoder::new(reader))),
        };
        Self::from(source, compression, offset)
    }

    /// The input from the first record that begins at `start` or behind it.
    pub(super) fn from_middle(
        content: Content,
        start: u64,
        delimiter: &[u8],
    ) -> Result<Self, AwsError> {
        let before = start.saturating_sub(delimiter.len() as u64);
        let mut input = Self::new(content, Compression::None, before);
        loop {
            let found = input
                .window()
                .windows(delimiter.len())
                .position(|window| window == delimiter);
            if let Some(found) = found {
                input.consume(found + delimiter.len());
                return Ok(input);
            }
            // What is left may be the beginning of a delimiter.
            let passed = input.window().len().saturating_sub(delimiter.len() - 1);
            input.consume(passed);
            if !input.fill()? {
                let rest = input.window().len();
                input.consume(rest);
                return Ok(input);
            }
        }
    }

    fn from(source: Source, compression: Compression, offset: u64) -> Self {
        Self {
            source,
            compression,
            buffer: Vec::new(),
            start: 0,
            offset,
            processed: 0,
        }
    }

    #[cfg(test)]
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let source = Source::Bytes(std::io::Cursor::new(bytes.to_vec()));
        Self::from(source, Compression::None, 0)
    }

    /// What is read and not consumed.
    pub(super) fn window(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes that were unpacked so far.
    pub(super) fn processed(&self) -> u64 {
        self.processed
    }

    /// Bytes of the object that were read so far.
    pub(super) fn scanned(&self) -> u64 {
        match &self.source {
            Source::Plain(reader) => reader.bytes_read(),
            Source::Gzip(decoder) => decoder.get_ref().bytes_read(),
            Source::Bzip2(decoder) => decoder.get_ref().bytes_read(),
            #[cfg(test)]
            Source::Bytes(_) => self.processed,
        }
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.start += bytes;
        self.offset += bytes as u64;
    }

    /// The first bytes of the window as text. Where they are none is told as AWS tells it
    /// (recorded).
    pub(super) fn text(&self, length: usize) -> Result<&str, AwsError> {
        std::str::from_utf8(&self.window()[..length]).map_err(|problem| {
            object::invalid_text_encoding(self.offset + problem.valid_up_to() as u64)
        })
    }

    /// Widens the window; `false` at the end. Blocks.
    pub(super) fn fill(&mut self) -> Result<bool, AwsError> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let before = self.buffer.len();
        // A long record is looked at again with every byte more: so the window grows faster.
        let wanted = READ_BYTES.max(before);
        self.buffer.resize(before + wanted, 0);
        let target = &mut self.buffer[before..];
        let read = match &mut self.source {
            Source::Plain(reader) => reader.read(target),
            Source::Gzip(decoder) => decoder.read(target),
            Source::Bzip2(decoder) => decoder.read(target),
            #[cfg(test)]
            Source::Bytes(bytes) => bytes.read(target),
        };
        let read = read.map_err(|cause| self.broken(cause));
        self.buffer.truncate(before + *read.as_ref().unwrap_or(&0));
        let read = read?;
        let is_first = self.processed == 0;
        self.processed += read as u64;
        // A byte order mark is no part of the first record.
        if is_first && self.offset == 0 && self.buffer.starts_with("\u{FEFF}".as_bytes()) {
            self.consume(3);
        }
        Ok(read > 0)
    }

    /// Why bytes could not be read: the disk's fault, or they are not packed as the request says.
    fn broken(&self, cause: std::io::Error) -> AwsError {
        let disk_failed = match &self.source {
            Source::Plain(_) => true,
            Source::Gzip(decoder) => decoder.get_ref().has_failed(),
            Source::Bzip2(decoder) => decoder.get_ref().has_failed(),
            #[cfg(test)]
            Source::Bytes(_) => true,
        };
        match (disk_failed, self.compression, self.processed) {
            (true, ..) => crate::s3::error::internal(cause.into()),
            (_, Compression::Bzip2, 0) => object::compression_not_applicable("BZIP2"),
            (_, _, 0) => object::compression_not_applicable("GZIP"),
            _ => object::truncated_input(),
        }
    }
}
