//! How an answer or an error is written: AWS's JSON, query and XML protocols, event streams, and the
//! pages of websites.

pub(crate) mod event_stream;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod query;
pub(crate) mod xml;
