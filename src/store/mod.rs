//! Bytes that outlive a request: bodies that stream in, rest immutable, and are read by range.

pub(crate) mod apart;
pub(crate) mod blob;
mod blob_file;
mod blob_folder;
mod blob_record;
pub(crate) mod content;
pub(crate) mod depot;
pub(crate) mod disk;
pub(crate) mod draft;
pub(crate) mod intake;
pub(crate) mod number;
pub(crate) mod reader;
mod spill;
pub(crate) mod window;
