//! How an answer or an error is written: AWS's JSON and XML protocols.

pub(crate) mod json;
pub(crate) mod xml;
