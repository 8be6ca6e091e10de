//! What AWS says about queries and scans that cannot be answered.
//!
//! Source: recorded answers, in the public dynalite and Parity suites.

use crate::aws::error::AwsError;

use super::constraint::{broken_in, value_at_least};
use super::wording::{Wording, invalid_parameter, validation};

/// A Limit below 1.
pub(crate) fn limit_too_small(wording: Wording, limit: i64) -> String {
    broken_in(wording, &limit, "Limit", "limit", &value_at_least(1))
}

pub(crate) fn unknown_index(name: &str) -> AwsError {
    validation(format!(
        "The table does not have the specified index: {name}"
    ))
}

pub(crate) fn consistent_read_on_global_index() -> AwsError {
    validation("Consistent reads are not supported on global secondary indexes")
}

pub(crate) const NO_KEY_CONDITION: &str = "Either the KeyConditions or KeyConditionExpression \
                                           parameter must be specified in the request.";

/// KeyConditions alone.
pub(crate) const CONDITION_COUNT: &str = "Conditions can be of length 1 or 2 only";

pub(crate) fn missed_key(name: &str) -> AwsError {
    validation(format!("Query condition missed key schema element: {name}"))
}

pub(crate) fn key_condition_unsupported() -> AwsError {
    validation("Query key condition not supported")
}

pub(crate) fn too_many_conditions(conditions: usize, attributes: usize) -> AwsError {
    validation(format!(
        "The number of query conditions ({conditions}) exceeds the number of key attributes \
         defined in the schema ({attributes})"
    ))
}

pub(crate) fn condition_type_mismatch() -> AwsError {
    invalid_parameter("Condition parameter type does not match schema type")
}

/// KeyConditions alone.
pub(crate) fn not_indexable() -> AwsError {
    validation("Attempted conditional constraint is not an indexable operation")
}

pub(crate) fn start_key_invalid() -> AwsError {
    validation("The provided starting key is invalid")
}

/// `why` is what is wrong with it as a key of the table.
pub(crate) fn start_key_invalid_because(why: &str) -> AwsError {
    validation(format!("The provided starting key is invalid: {why}"))
}

pub(crate) fn start_key_outside_query() -> AwsError {
    validation("The provided starting key is outside query boundaries based on provided conditions")
}

pub(crate) fn start_key_outside_range() -> AwsError {
    validation("The provided starting key does not match the range key predicate")
}

pub(crate) fn start_key_of_another_partition() -> AwsError {
    validation("The query can return at most one row and cannot be restarted")
}

pub(crate) fn start_key_of_another_segment(total: i32, segment: i32) -> AwsError {
    start_key_invalid_because(&format!(
        "Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. \
         TotalSegments: {total} Segment: {segment}"
    ))
}

pub(crate) fn filter_on_key(parameter: &str, name: &str) -> AwsError {
    validation(format!(
        "{parameter} can only contain non-primary key attributes: Primary key attribute: {name}"
    ))
}

pub(crate) fn all_attributes_of_partial_index(index: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Select type ALL_ATTRIBUTES is not supported for global secondary index {index} because \
         its projection type is not ALL"
    ))
}

pub(crate) fn attributes_not_projected(index: &str, names: &[&str]) -> AwsError {
    invalid_parameter(format_args!(
        "Global secondary index {index} does not project [{}]",
        names.join(", ")
    ))
}

pub(crate) const SPECIFIC_ATTRIBUTES_WITHOUT_LIST: &str = "Must specify the AttributesToGet or ProjectionExpression when choosing to get \
     SPECIFIC_ATTRIBUTES";

/// Select beside a list of attributes; `parameter` is the list's parameter.
pub(crate) fn select_with_list(parameter: &str, select: &str) -> String {
    let select = match select {
        "COUNT" => "only the Count",
        other => other,
    };
    format!("Cannot specify the {parameter} when choosing to get {select}")
}

/// Scan's words too.
pub(crate) const PROJECTED_ATTRIBUTES_WITHOUT_INDEX: &str =
    "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName";

pub(crate) fn total_segments_required() -> AwsError {
    validation(
        "The TotalSegments parameter is required but was not present in the request when Segment \
         parameter is present",
    )
}

pub(crate) fn segment_required() -> AwsError {
    validation(
        "The Segment parameter is required but was not present in the request when parameter \
         TotalSegments is present",
    )
}

pub(crate) fn segment_too_large(segment: i32, total: i32) -> AwsError {
    validation(format!(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: \
         Segment: {segment} is not less than TotalSegments: {total}"
    ))
}
