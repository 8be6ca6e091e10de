//! State that is written down as it changes: pieces under keys, in a journal. It knows no AWS word.

mod differences;
mod key;
mod pieces;

pub(crate) use differences::Differences;
pub(crate) use pieces::{Damaged, Piece, Pieces};
