//! AWS's checks of a request, in AWS's order, before any table is looked up, and of keys after.

pub(crate) mod batch;
pub(crate) mod constraints;
pub(crate) mod expressions;
pub(crate) mod item_write;
pub(crate) mod keys;
pub(crate) mod legacy;
pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod page;
pub(crate) mod read;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod statement;
pub(crate) mod table;
pub(crate) mod tags;
pub(crate) mod transaction;
pub(crate) mod transfer;
pub(crate) mod vectors;
