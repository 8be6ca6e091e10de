//! The JSON of requests and answers: a single pass to typed shapes, and back by hand.

pub(crate) mod attribute;
pub(crate) mod auto_scaling;
pub(crate) mod batch;
pub(crate) mod consumption;
pub(crate) mod legacy;
pub(crate) mod page_output;
pub(crate) mod page_parameters;
pub(crate) mod parameters;
mod plain;
pub(crate) mod reader;
pub(crate) mod replica;
pub(crate) mod scalars;
pub(crate) mod shape;
pub(crate) mod statement;
pub(crate) mod table;
pub(crate) mod table_changes;
pub(crate) mod transaction;
pub(crate) mod vector;
pub(crate) mod write_output;
pub(crate) mod writer;
