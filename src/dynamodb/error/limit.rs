//! What AWS says when a quota of a table or an account is spent.
//!
//! Source: recorded answers, in a public catalogue of AWS's control plane errors (us-east-1 and
//! us-west-2, October 2026).

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::identity::Region;
use crate::aws::time::{from_unix_ms, iso_millis, spelled_out};
use crate::dynamodb::engine::definition::Dimension;

const HIGHER: &str = "Refer to the Amazon DynamoDB Developer Guide for current limits and how to \
                      request higher limits.";

fn exceeded(message: impl Into<String>) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "LimitExceededException",
        message.into(),
    )
}

/// UpdateTable's answer to more than 20 global indexes.
pub(crate) fn too_many_global_indexes() -> AwsError {
    exceeded(
        "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20",
    )
}

pub(crate) fn one_index_at_a_time() -> AwsError {
    exceeded(
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously \
         per table",
    )
}

/// Of the fifth decrease of provisioned throughput in a day, and of all that follow too soon.
pub(crate) fn too_many_decreases(today: i64, last_ms: i64, next_ms: i64) -> AwsError {
    exceeded(format!(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC \
         day. After the first 4 decreases, each subsequent decrease in the same UTC day can be \
         performed at most once every 3600 seconds. Number of decreases today: {today}. Last \
         decrease at {}. Next decrease can be made at {}",
        spelled_out(from_unix_ms(last_ms)),
        spelled_out(from_unix_ms(next_ms))
    ))
}

pub(crate) fn too_many_class_changes() -> AwsError {
    exceeded(
        "Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).",
    )
}

/// Of a replica, when the class of all of them is to change.
pub(crate) fn too_many_class_changes_in(region: &Region) -> AwsError {
    exceeded(format!(
        "Limit exceeded for replica in {region}. Updates to TableClass are limited to 2 times in 30 \
         day(s)"
    ))
}

pub(crate) fn too_many_encryption_changes(
    window_end_ms: i64,
    count: usize,
    last_ms: i64,
    next_ms: i64,
) -> AwsError {
    let iso = |unix_ms| iso_millis(from_unix_ms(unix_ms));
    exceeded(format!(
        "Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at \
         {}. After the first 4 change, each subsequent change in the same window can be performed \
         at most once every 21600 seconds. Number of updates today: {count}. Last change at {}. \
         Next changes can be made at {}.",
        iso(window_end_ms),
        iso(last_ms),
        iso(next_ms)
    ))
}

fn capacity(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Read => "ReadCapacityUnits",
        Dimension::Write => "WriteCapacityUnits",
    }
}

fn direction(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Read => "Read",
        Dimension::Write => "Write",
    }
}

pub(crate) fn above_table_maximum(
    dimension: Dimension,
    units: i64,
    region: &Region,
    maximum: i64,
) -> AwsError {
    exceeded(format!(
        "The requested {}, {units}, is above the per table maximum for the account in {region}. Per \
         table maximum: {maximum}. {HIGHER}",
        capacity(dimension)
    ))
}

/// Recorded up to the region; its end follows the table's text.
pub(crate) fn above_index_maximum(
    dimension: Dimension,
    index: &str,
    units: i64,
    region: &Region,
    maximum: i64,
) -> AwsError {
    exceeded(format!(
        "The requested {} for index {index}, {units}, is above the per index maximum for the account \
         in {region}. Per index maximum: {maximum}. {HIGHER}",
        capacity(dimension)
    ))
}

pub(crate) fn on_demand_above_maximum(
    dimension: Dimension,
    index: Option<&str>,
    region: &Region,
) -> AwsError {
    let direction = direction(dimension);
    let place = index.map_or_else(|| "table".to_owned(), |name| format!("index : {name}"));
    exceeded(format!(
        "Subscriber limit exceeded: Requested Max{direction}RequestUnits for OnDemandThroughput for \
         {place} exceeds TableMax{direction}CapacityUnits of the account in region {region}"
    ))
}

pub(crate) fn warm_above_maximum(
    dimension: Dimension,
    index: Option<&str>,
    region: &Region,
) -> AwsError {
    let direction = direction(dimension);
    let place = index.map_or_else(|| "table".to_owned(), |name| format!("index {name}"));
    exceeded(format!(
        "Subscriber limit exceeded: Requested {direction}UnitsPerSecond for WarmThroughput for \
         {place} exceeds TableMax{direction}CapacityUnits of the account in region {region}"
    ))
}
