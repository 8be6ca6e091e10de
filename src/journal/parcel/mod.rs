//! A state in one file that is sent elsewhere: written and read in one go, and never trusted.
//!
//! ```text
//! file      "RustStack snapshot 1\n" | frame | frame | …
//! frame     as in a journal, each with the next number; "more" is 1 in all of them but the last
//!           "fra"   JSON: what the file is about; the first frame
//!           "frk"   pieces, as in a journal
//!           "frw"   a window of a body, 256 KiB
//!           "frl"   the last window of a body
//!           "fre"   the end: CRC-64/NVME of the heads of all other frames
//! ```
//!
//! A body stands before the pieces that speak of it, which name it by its number; the first one is 0. Short
//! bodies are in the pieces themselves. The same state makes the same bytes.

mod format;
mod pack;
mod unpack;

pub(crate) use pack::pack;
pub(crate) use unpack::{Refused, Unpacking};
