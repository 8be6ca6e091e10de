//! What AWS says about backups and restores.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026), and
//! answers verified against AWS in moto's public suite.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

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

fn invalid_request(message: impl std::fmt::Display) -> AwsError {
    validation(format!("Invalid Request: {message}"))
}

pub(crate) fn invalid_arn() -> AwsError {
    validation("Invalid Backup ARN")
}

pub(crate) fn of_another_account() -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "AccessDeniedException",
        "Access is denied",
    )
}

/// `expires` is an ISO time.
pub(crate) fn made_by_the_system(arn: &str, expires: &str) -> AwsError {
    invalid_request(format_args!(
        "User is not allowed to delete the system backup with arn {arn}. It will automatically \
         expire on {expires}"
    ))
}

pub(crate) fn range_upside_down() -> AwsError {
    invalid_parameter("Time range lower bound must be less than or equal to upper bound")
}

pub(crate) fn days_while_disabling() -> AwsError {
    invalid_request("Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.")
}

pub(crate) fn recovery_not_enabled(table: &str) -> AwsError {
    of_service(
        "PointInTimeRecoveryUnavailableException",
        format!("Point in time recovery is not enabled for table '{table}'"),
    )
}

/// The moments are ISO times of whole seconds.
pub(crate) fn invalid_restore_time(asked: &str, earliest: &str, latest: &str) -> AwsError {
    of_service(
        "InvalidRestoreTimeException",
        format!(
            "RestoreDateTime '{asked}' must be within EarliestRestorableDateTime '{earliest}' and \
             LatestRestorableDateTime '{latest}'"
        ),
    )
}

pub(crate) fn no_restore_time() -> AwsError {
    invalid_request(
        "Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both",
    )
}

pub(crate) fn two_restore_times() -> AwsError {
    invalid_request(
        "Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore \
         request. Please specify either RestoreDateTime time or UseLatestRestorableTime",
    )
}

pub(crate) fn two_source_tables() -> AwsError {
    invalid_request("Must provide exactly one of: sourceTableArn, sourceTableName")
}

/// An override may leave indexes out or rename them, not make others.
pub(crate) fn other_index(name: &str) -> AwsError {
    invalid_request(format_args!(
        "Index {name} does not match a secondary index that existed in the source table and cannot \
         be created during the restore operation"
    ))
}

pub(crate) fn throughput_without_provisioned() -> AwsError {
    invalid_request("Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")
}

pub(crate) fn throughput_on_demand() -> AwsError {
    invalid_request(
        "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST",
    )
}

pub(crate) fn provisioned_without_throughput() -> AwsError {
    invalid_request(
        "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED",
    )
}

pub(crate) fn index_without_throughput(name: &str) -> AwsError {
    invalid_request(format_args!(
        "Must specify provisioned throughput for index {name}"
    ))
}
