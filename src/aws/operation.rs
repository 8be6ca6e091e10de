//! The name of an operation, carried beside an answer for the log and for what counts.

use std::borrow::Cow;

use http::Response;

/// Put into a response's extensions by the service that answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operation(pub(crate) &'static str);

impl Operation {
    /// Stands beside an answer from now on. Where no log wants to know, it is not kept.
    pub(crate) fn note<B>(self, answer: &mut Response<B>) {
        if tracing::enabled!(tracing::Level::DEBUG) {
            answer.extensions_mut().insert(self);
        }
    }
}

/// Put into a response's extensions by a service that AWS would have answered otherwise: it has this
/// operation, or this feature of one, and the service here does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsupported {
    pub(crate) operation: Cow<'static, str>,
    /// The header that asks for what is missing; `None` when it is the whole operation.
    pub(crate) header: Option<String>,
}

impl Unsupported {
    pub(crate) fn operation(operation: impl Into<Cow<'static, str>>) -> Self {
        Self {
            operation: operation.into(),
            header: None,
        }
    }
}
