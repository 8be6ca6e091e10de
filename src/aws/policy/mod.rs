//! The language of resource policies: documents, whom and what they name, conditions, and what they
//! say to a request.
//!
//! Pure: it knows no request, no service and no clock. A service tells it which actions and resources
//! it has ([`statement::Vocabulary`]), and words the problems that reading finds.

pub(crate) mod anything;
pub(crate) mod caller;
mod condition;
pub(crate) mod document;
pub(crate) mod facts;
pub(crate) mod network;
pub(crate) mod pattern;
pub(crate) mod principal;
pub(crate) mod problem;
pub(crate) mod public;
pub(crate) mod statement;
