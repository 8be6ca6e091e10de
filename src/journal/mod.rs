//! State that is written down as it changes: pieces under keys, in a journal. It knows no AWS word.
//!
//! ```text
//! format            "RustStack data 2": what follows is read by who knows this number
//! lock              held by the one process that may write here; says which
//! checkpoint-N      all of the state when journal-N began
//! journal-N         what has changed since, batch behind batch
//! blobs/            large bodies, each in a file named by its number
//! ```
//!
//! A checkpoint is written beside what goes on, and takes the place of the one before it and of that
//! one's journals; until it is whole, those count.

mod checkpoint;
mod committer;
mod differences;
mod folder;
mod frame;
mod frame_file;
mod frames;
mod log;
mod parcel;
mod pieces;
mod replay;
mod touched;
mod upkeep;

pub(crate) use committer::{Committer, NotWritten, Reason};
pub(crate) use differences::Differences;
pub(crate) use folder::Folder;
pub(crate) use log::Log;
pub(crate) use parcel::{Refused, Unpacking, pack};
pub(crate) use pieces::{Damaged, Piece, Pieces};
pub(crate) use touched::{Mark, Touched};
