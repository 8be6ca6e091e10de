//! Words that every AWS service shares: errors, identities, names, bodies and wire formats.

pub(crate) mod arn;
pub(crate) mod body;
pub(crate) mod constraint;
pub(crate) mod context;
pub(crate) mod error;
pub(crate) mod event_pattern;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod identity;
pub(crate) mod operation;
pub(crate) mod percent;
pub(crate) mod policy;
pub(crate) mod protocol;
pub(crate) mod query;
pub(crate) mod request_id;
pub(crate) mod sigv4;
pub(crate) mod time;
pub(crate) mod trailers;
pub(crate) mod unix_ms;
