//! The two layers in which AWS words a ValidationException, and which operation uses which.
//!
//! AWS moves region by region from an older request validation to a newer one. us-east-1's answers
//! decide here (Parity Suite, `valueLayers.test.ts`, recorded 2026-10-09).

use http::StatusCode;

use crate::aws::error::AwsError;

/// How an operation words what is wrong with a request's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Newer words behind `1 validation error detected: `: PutItem, UpdateItem, DeleteItem.
    Enveloped,
    /// Newer words alone: GetItem, BatchGetItem, Query.
    Bare,
    /// Older words alone: Scan, BatchWriteItem and the transactions.
    Older,
}

impl Wording {
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
