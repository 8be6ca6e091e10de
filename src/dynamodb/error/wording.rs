//! The two layers in which AWS words a ValidationException, and which operation uses which.
//!
//! AWS moves region by region, operation by operation, from an older request validation to a newer
//! one. us-east-1's answers decide, for every region: this table is what changes when they do, and
//! whatever differs between the layers asks it. What both layers say has its place in the other files
//! of this room, each with its source.

use http::StatusCode;

use crate::aws::error::AwsError;

/// How an operation words what is wrong with a request's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Newer words behind `1 validation error detected: `.
    Enveloped,
    /// Newer words alone.
    Bare,
    /// Older words alone.
    Older,
}

/// us-east-1 on 2026-10-09 (Parity Suite, `valueLayers.test.ts`). By then 31 of 33 regions had moved
/// PutItem and UpdateItem, 20 had moved Scan, and one, eu-west-2, the transactions.
pub(crate) const BATCH_GET_ITEM: Wording = Wording::Bare;
pub(crate) const BATCH_WRITE_ITEM: Wording = Wording::Older;
pub(crate) const GET_ITEM: Wording = Wording::Bare;
/// PartiQL's parameters.
pub(crate) const PARTIQL: Wording = Wording::Older;
pub(crate) const QUERY: Wording = Wording::Bare;
pub(crate) const SCAN: Wording = Wording::Older;
pub(crate) const SEARCH_VECTORS: Wording = Wording::Bare;
/// TransactGetItems and TransactWriteItems.
pub(crate) const TRANSACTION: Wording = Wording::Older;
/// PutItem, UpdateItem and DeleteItem.
pub(crate) const WRITE: Wording = Wording::Enveloped;

impl Wording {
    /// Whether the newer layer judges, which stops at what the older one would list.
    pub(crate) fn is_newer(self) -> bool {
        self != Self::Older
    }

    /// A ValidationException raised before the table is looked up.
    pub(crate) fn refuse(self, message: impl Into<String>) -> AwsError {
        let message = message.into();
        match self {
            Self::Enveloped => validation(format!("1 validation error detected: {message}")),
            Self::Bare | Self::Older => validation(message),
        }
    }

    /// Words an error that another room made, as this operation does.
    pub(crate) fn reword(self, error: AwsError) -> AwsError {
        match (self, error.message()) {
            (Self::Enveloped, Some(message)) => self.refuse(message),
            _ => error,
        }
    }
}

/// A ValidationException with a finished message.
pub(crate) fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "ValidationException",
        message.into(),
    )
}

/// A ValidationException that says `One or more parameter values were invalid: …`.
pub(crate) fn invalid_parameter(what: impl std::fmt::Display) -> AwsError {
    validation(format!("One or more parameter values were invalid: {what}"))
}
