//! Marks and limits of a state's file.

/// What a file begins with, before the number of its format and the end of the line.
pub(super) const FILE_MARK: &[u8] = b"RustStack snapshot ";
/// Of the files that are written, and of those that are read.
pub(super) const FORMAT: u64 = 1;
pub(super) const ABOUT: &[u8; 3] = b"fra";
pub(super) const WINDOW: &[u8; 3] = b"frw";
pub(super) const LAST_WINDOW: &[u8; 3] = b"frl";
pub(super) const END: &[u8; 3] = b"fre";
/// Of what a file is about.
pub(super) const ABOUT_BYTES_MAX: usize = 64 * 1024;
/// Of one frame of pieces: a frame is closed behind the piece with which it is full.
pub(super) const PIECES_BYTES_MAX: usize = 256 * 1024 * 1024;
