//! Bytes that outlive a request: bodies that stream in, rest immutable, and are read by range.

pub(crate) mod blob;
pub(crate) mod content;
pub(crate) mod intake;
pub(crate) mod reader;
mod spill;
mod window;
