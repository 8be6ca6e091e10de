//! What AWS says about exports and imports.
//!
//! Source: a public catalogue of AWS's control plane answers (us-east-1 and us-west-2, 2026).

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

/// What a line says that is no item at all, for the log; AWS's words are not known.
pub(crate) const UNREADABLE_ITEM: &str = "The item could not be parsed";
/// A line without an item, for the log; AWS's words are not known.
pub(crate) const NO_ITEM: &str = "The line has no Item";
/// A record of a CSV file that its header does not fit, for the log; AWS's words are not known.
pub(crate) const OTHER_COLUMNS: &str = "The number of columns does not match the header";

fn of_service(code: &'static str, message: impl Into<String>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message.into())
}

fn invalid_request(message: impl std::fmt::Display) -> AwsError {
    validation(format!("Invalid Request: {message}"))
}

pub(crate) fn not_an_arn() -> AwsError {
    invalid_parameter("tableArn is not a valid ARN")
}

pub(crate) fn empty_table_arn() -> AwsError {
    validation("Invalid TableArn: Invalid Table ARN")
}

/// The ARN of something else than a table.
pub(crate) fn not_a_table_arn() -> AwsError {
    invalid_request("Table ARN is invalid.")
}

/// `kind` is `Export` or `Import`.
pub(crate) fn invalid_arn(kind: &str) -> AwsError {
    validation(format!("Invalid {kind} ARN"))
}

/// `kind` is `Export` or `Import`.
pub(crate) fn not_found(kind: &'static str, arn: &str) -> AwsError {
    missing(kind, format_args!("{kind} not found: {arn}"))
}

/// As [`not_found`], for an ARN of another region.
pub(crate) fn of_another_region(kind: &'static str) -> AwsError {
    let lower = kind.to_ascii_lowercase();
    missing(kind, format_args!("Invalid {lower} arn"))
}

fn missing(kind: &'static str, what: std::fmt::Arguments<'_>) -> AwsError {
    let code = match kind {
        "Export" => "ExportNotFoundException",
        _ => "ImportNotFoundException",
    };
    of_service(code, format!("{kind} not found: {what}"))
}

/// `kind` is `Export` or `Import`.
pub(crate) fn token_of_another_request(kind: &str) -> AwsError {
    let code = match kind {
        "Export" => "ExportConflictException",
        _ => "ImportConflictException",
    };
    of_service(
        code,
        format!("{kind} conflict: Duplicate request detected with conflicting parameters"),
    )
}

/// As many as there may be are under way. The code and the numbers are those of the Developer Guide;
/// AWS's words are not known.
pub(crate) fn too_many(what: &str, running_max: usize) -> AwsError {
    of_service(
        "LimitExceededException",
        format!(
            "Subscriber limit exceeded: Only {running_max} {what} can be in progress at a time"
        ),
    )
}

pub(crate) fn invalid_next_token(token: &str) -> AwsError {
    invalid_request(format_args!("Provided nextToken is invalid: {token}"))
}

fn invalid_time(message: impl Into<String>) -> AwsError {
    of_service("InvalidExportTimeException", message)
}

/// Before the table was made, or in the future.
pub(crate) fn export_time_invalid() -> AwsError {
    invalid_time("Export Time is invalid")
}

/// When point-in-time recovery was not on.
pub(crate) fn export_time_unavailable() -> AwsError {
    invalid_time("Point in Time Recovery is not available for specified export time")
}

/// `from` is an ISO time.
pub(crate) fn period_before_table(from: &str) -> AwsError {
    invalid_time(format!(
        "Incremental export period from time cannot be less than the table creation time : {from}"
    ))
}

/// `to` is an ISO time.
pub(crate) fn period_in_future(to: &str) -> AwsError {
    invalid_time(format!(
        "Incremental export period to time cannot be greater than the current time : {to}"
    ))
}

pub(crate) fn period_too_short() -> AwsError {
    invalid_time(
        "Difference between export period from time and export period to time is less than 15 \
         minutes",
    )
}

/// After the text for a period that is too short; AWS's own was not recorded.
pub(crate) fn period_too_long() -> AwsError {
    invalid_time(
        "Difference between export period from time and export period to time is greater than 24 \
         hours",
    )
}

pub(crate) fn period_without_incremental() -> AwsError {
    invalid_request(
        "Export Type expected to be Incremental Export when incremental export specification is \
         provided",
    )
}

pub(crate) fn period_of_full_export() -> AwsError {
    invalid_request(
        "When Export Type is Full Export , Incremental Export Specification should not be provided",
    )
}

pub(crate) fn incremental_without_period() -> AwsError {
    invalid_request(
        "Incremental Export Specification expected when export type is set as Incremental Export",
    )
}

pub(crate) fn period_without_start() -> AwsError {
    invalid_request("ExportFromTime must be provided in IncrementalExportSpecification")
}

/// Ours: AWS takes filters.
pub(crate) fn filter_unsupported() -> AwsError {
    invalid_request("FilterSpecification is not supported")
}

pub(crate) fn key_without_kms() -> AwsError {
    invalid_request("KMS Key Id is not supported for this encryption type")
}

/// `problem` is a broken constraint.
pub(crate) fn invalid_key(problem: &str) -> AwsError {
    invalid_request(format_args!("1 validation error detected: {problem}"))
}

pub(crate) fn options_of_another_format(format: &str) -> AwsError {
    invalid_request(format_args!(
        "Unsupported InputFormatOptions for the given input format: {format}."
    ))
}

/// `parameter` is MaxReadRequestUnits or MaxWriteRequestUnits.
pub(crate) fn on_demand_limit_while_provisioned(parameter: &str) -> AwsError {
    invalid_parameter(format_args!(
        "{parameter} for OnDemandThroughput cannot be specified when table BillingMode is \
         PROVISIONED."
    ))
}
