//! The embedded engine: tables, their indexes and pages over them. Synchronous; knows no request.

pub(crate) mod backup;
pub(crate) mod capacity;
pub(crate) mod definition;
pub(crate) mod directory;
pub(crate) mod expiry;
pub(crate) mod global_table;
pub(crate) mod index;
pub(crate) mod item;
pub(crate) mod jobs;
pub(crate) mod key;
pub(crate) mod page;
pub(crate) mod past;
pub(crate) mod range;
pub(crate) mod record;
pub(crate) mod resource_policies;
pub(crate) mod stream;
pub(crate) mod streams;
pub(crate) mod table;
pub(crate) mod tokens;
pub(crate) mod transaction;
pub(crate) mod transfer;
pub(crate) mod tree;
pub(crate) mod vectors;
pub(crate) mod view;
pub(crate) mod work;
