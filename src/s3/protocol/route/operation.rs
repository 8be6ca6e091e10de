//! An operation of S3, and what becomes of its body.

/// What an operation does with the request's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3::protocol) enum BodyUse {
    None,
    /// Read whole, and parsed as XML.
    Document,
    /// A document whose request carries the checksum of the object that comes of it, not its own.
    Parts,
    /// Streamed into the store.
    Stream,
}

/// An operation of S3; without a body use it is not implemented yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::s3::protocol) struct Route {
    pub(in crate::s3::protocol) operation: &'static str,
    pub(in crate::s3::protocol) body: Option<BodyUse>,
}

pub(super) const fn ours(operation: &'static str, body: BodyUse) -> Route {
    Route {
        operation,
        body: Some(body),
    }
}

pub(super) const fn later(operation: &'static str) -> Route {
    Route {
        operation,
        body: None,
    }
}
