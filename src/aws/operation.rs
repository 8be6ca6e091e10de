//! The name of the operation that answered, carried beside an answer for the log.

/// Put into a response's extensions by the service that answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operation(pub(crate) &'static str);
