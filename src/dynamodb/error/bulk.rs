//! What AWS says about bulk operations.
//!
//! Source: the codes are those of AWS's service model of October 2026; nobody has recorded the words yet,
//! so these follow those of exports and imports.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::validation;

fn of_service(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

pub(crate) fn invalid_arn() -> AwsError {
    validation("Invalid Bulk Operation ARN")
}

pub(crate) fn not_found(arn: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Bulk operation not found: {arn}"),
    )
}

/// An operation that has ended cannot be cancelled.
pub(crate) fn has_ended(arn: &str) -> AwsError {
    validation(format!("Bulk operation is not in progress: {arn}"))
}

/// Developer Guide, "Bulk put items considerations, quotas, and permissions".
pub(crate) fn global_table() -> AwsError {
    validation("Bulk put items does not support global tables")
}

/// A replica for a table that a bulk operation writes to (as above).
pub(crate) fn table_is_busy(table: &str) -> AwsError {
    of_service(
        "ResourceInUseException",
        format!("Table is being written by a bulk operation: {table}"),
    )
}
