//! What AWS says about backups and restores.
//!
//! Source: answers verified against AWS in moto's public suite; where none is public, the exception's
//! own sentence in the API model.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::validation;

fn of_service(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

pub(crate) fn table_not_found(name: &str) -> AwsError {
    of_service("TableNotFoundException", format!("Table not found: {name}"))
}

pub(crate) fn table_already_exists(name: &str) -> AwsError {
    of_service(
        "TableAlreadyExistsException",
        format!("Table already exists: {name}"),
    )
}

pub(crate) fn not_found(arn: &str) -> AwsError {
    of_service(
        "BackupNotFoundException",
        format!("Backup not found: {arn}"),
    )
}

pub(crate) fn invalid_arn(arn: &str) -> AwsError {
    validation(format!("Invalid BackupArn: {arn}"))
}

pub(crate) fn recovery_not_enabled(table: &str) -> AwsError {
    of_service(
        "PointInTimeRecoveryUnavailableException",
        format!("Point in time recovery is not enabled for table '{table}'"),
    )
}

/// The API model's sentence.
pub(crate) fn invalid_restore_time() -> AwsError {
    of_service(
        "InvalidRestoreTimeException",
        "An invalid restore time was specified. RestoreDateTime must be between \
         EarliestRestorableDateTime and LatestRestorableDateTime.",
    )
}

pub(crate) fn no_restore_time() -> AwsError {
    validation("Either UseLatestRestorableTime or RestoreDateTime must be specified")
}

pub(crate) fn two_restore_times() -> AwsError {
    validation("UseLatestRestorableTime and RestoreDateTime cannot both be specified")
}

pub(crate) fn no_source_table() -> AwsError {
    validation("Either SourceTableName or SourceTableArn must be specified")
}

/// An override may leave indexes out, not make others (API reference, "RestoreTableFromBackup").
pub(crate) fn other_index(name: &str) -> AwsError {
    validation(format!(
        "The provided secondary indexes should match existing secondary indexes. Index: {name}"
    ))
}
