//! Files as they are uncompressed: read as far as they are asked for.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::dynamodb::engine::transfer::Compression;

const BUFFER_BYTES: usize = 64 * 1024;

/// A file that is read.
pub(super) type File = Box<dyn Read + Send>;
/// A file that is read line by line.
pub(super) type Lines = Box<dyn BufRead + Send>;

/// The file's bytes. An empty file is empty, however it should be compressed (recorded: such a file is
/// no error).
pub(super) fn open(file: File, compression: Compression) -> io::Result<File> {
    let mut packed = BufReader::with_capacity(BUFFER_BYTES, file);
    if packed.fill_buf()?.is_empty() {
        return Ok(Box::new(io::empty()));
    }
    Ok(match compression {
        Compression::None => Box::new(packed),
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstd => Box::new(ZstdFrames::new(packed)),
    })
}

/// Tells how many bytes are read.
pub(super) struct Counted<F> {
    file: File,
    tell: F,
}

impl<F: Fn(u64) + Send + 'static> Counted<F> {
    pub(super) fn new(file: File, tell: F) -> Self {
        Self { file, tell }
    }

    pub(super) fn buffered(self) -> Lines {
        Box::new(BufReader::with_capacity(BUFFER_BYTES, self))
    }
}

impl<F: Fn(u64)> Read for Counted<F> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.read(target)?;
        (self.tell)(bytes as u64);
        Ok(bytes)
    }
}

/// The frames of a Zstandard file, one behind the other.
struct ZstdFrames<R> {
    packed: R,
    decoder: FrameDecoder,
    is_inside: bool,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(packed: R) -> Self {
        Self {
            packed,
            decoder: FrameDecoder::new(),
            is_inside: false,
        }
    }

    /// Goes into the next frame; false at the end of the file.
    fn enter(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => {
                    self.is_inside = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = (&mut self.packed).take(u64::from(length));
                    io::copy(&mut skipped, &mut io::sink())?;
                }
                Err(problem) => return Err(io::Error::other(problem.to_string())),
            }
        }
        Ok(false)
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_inside && !self.enter()? {
                return Ok(0);
            }
            let bytes = self.decoder.read(target)?;
            if bytes > 0 || target.is_empty() {
                return Ok(bytes);
            }
            if self.decoder.is_finished() {
                self.is_inside = false;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            let decoded = self.decoder.decode_blocks(&mut self.packed, one);
            decoded.map_err(|problem| io::Error::other(problem.to_string()))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Zstandard frame of one raw block: magic number, one byte of header, its length, the block.
    fn frame(text: &[u8]) -> Vec<u8> {
        let length = u8::try_from(text.len()).unwrap();
        let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, length];
        let header = u32::from(length) << 3 | 1;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(text);
        frame
    }

    fn read(packed: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        ZstdFrames::new(packed).read_to_string(&mut text)?;
        Ok(text)
    }

    // RFC 8878: frames may follow each other, and some are to be skipped.
    #[test]
    fn frames_are_read_one_behind_the_other() {
        let skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        let packed = [frame(b"one "), skippable.to_vec(), frame(b"two")].concat();
        assert_eq!(read(&packed).unwrap(), "one two");
        assert_eq!(read(b"").unwrap(), "");
        assert!(read(b"plain text").is_err());
        assert!(read(&packed[..packed.len() - 1]).is_err());
    }
}
