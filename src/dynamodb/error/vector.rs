//! What AWS says about vector indexes, the writes that reach them, and searches.
//!
//! Source: recorded answers, in the public Parity Suite (eu-west-2, August 2026).

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

pub(crate) fn on_provisioned_table() -> AwsError {
    invalid_parameter("Vector indexes are only supported for PAY_PER_REQUEST tables")
}

pub(crate) fn undefined_schema_element() -> AwsError {
    invalid_parameter("One element in SearchSchema is not defined in attribute definitions")
}

pub(crate) fn dimensions_out_of_range() -> AwsError {
    invalid_parameter("Number of dimensions must be between 1 and 4096 inclusive.")
}

pub(crate) fn too_many() -> AwsError {
    invalid_parameter("VectorIndex count exceeds the per-table limit of 5")
}

pub(crate) fn other_dimensions(attribute: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Conflicting attribute definition for '{attribute}'. All VectorIndexes on the same vector \
         attribute must use the same dimensions."
    ))
}

/// The words are those of global indexes; these are not recorded.
pub(crate) fn empty_update() -> AwsError {
    invalid_parameter("One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null")
}

/// The words are those of global indexes; these are not recorded.
pub(crate) fn several_actions() -> AwsError {
    invalid_parameter("Only one vector index action is allowed per VectorIndexUpdate object")
}

/// A schema has at most one HASH element; the words are not recorded.
pub(crate) fn several_hash_elements() -> AwsError {
    invalid_parameter("SearchSchema must not contain more than one HASH element")
}

pub(crate) fn wrong_size(attribute: &str, expected: usize, actual: usize, index: &str) -> AwsError {
    validation(format!(
        "One or more parameter values were invalid. Invalid size for parameter {attribute}, \
         Expected: {expected}, Actual: {actual} IndexName: {index}"
    ))
}

pub(crate) fn element_not_a_number(
    attribute: &str,
    at: usize,
    actual: &str,
    index: &str,
) -> AwsError {
    validation(format!(
        "One or more parameter values were invalid. Invalid type for parameter {attribute}[{at}], \
         Expected: 32-bit floating point number, Actual: {actual}. IndexName: {index}"
    ))
}

pub(crate) fn not_a_list(attribute: &str, index: &str) -> AwsError {
    validation(format!(
        "One or more parameter values were invalid. Invalid type for parameter {attribute}, \
         Expected: 32-bit floating point number list IndexName: {index}"
    ))
}

pub(crate) fn top_k_out_of_range(top_k: i32) -> AwsError {
    validation(format!(
        "Provided TopK value '{top_k}' is out of valid range. The value must be between 1 and 100 \
         inclusive"
    ))
}

pub(crate) fn bad_search_vector() -> AwsError {
    validation(
        "Search vector contains invalid values. All values in the search vector must be a 32-bit \
         floating-point number attribute",
    )
}

pub(crate) fn other_search_dimension(actual: usize, expected: usize) -> AwsError {
    validation(format!(
        "Input search vector dimension {actual} does not match vector index dimension {expected}"
    ))
}

pub(crate) fn condition_required() -> AwsError {
    validation("SearchConditionExpression must be provided when SearchSchema has a HASH key")
}

pub(crate) fn not_in_schema(attribute: &str) -> AwsError {
    validation(format!(
        "SearchConditionExpression must not contain any attributes that is not in SearchSchema. \
         Invalid attribute: {attribute}"
    ))
}

pub(crate) fn bad_comparator() -> AwsError {
    validation(
        "Invalid SearchConditionExpression: Invalid comparator used in SearchConditionExpression",
    )
}

/// A vector index is not read so; `operation` is Query or Scan. Recorded for PartiQL's scans.
pub(crate) fn not_for(operation: &str) -> AwsError {
    validation(format!(
        "{operation} operation not supported on this index type"
    ))
}
