//! What AWS says about keys that do not fit a table or index.
//!
//! Source: recorded answers, in the public dynalite and Parity suites.

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

/// A key that is not the table's.
pub(crate) fn schema_mismatch() -> AwsError {
    validation("The provided key element does not match the schema")
}

/// An item without one of its key attributes.
pub(crate) fn missing_in_item(name: &str) -> AwsError {
    invalid_parameter(format_args!("Missing the key {name} in the item"))
}

pub(crate) fn type_mismatch(name: &str, expected: &str, actual: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Type mismatch for key {name} expected: {expected} actual: {actual}"
    ))
}

pub(crate) fn index_type_mismatch(
    name: &str,
    expected: &str,
    actual: &str,
    index: &str,
) -> AwsError {
    invalid_parameter(format_args!(
        "Type mismatch for Index Key {name} Expected: {expected} Actual: {actual} IndexName: {index}"
    ))
}

/// `kind` is `string` or `binary`.
pub(crate) fn empty(name: &str, kind: &str) -> AwsError {
    validation(format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute \
         cannot contain an empty {kind} value. Key: {name}"
    ))
}

pub(crate) fn index_empty(name: &str, kind: &str, index: &str) -> AwsError {
    validation(format!(
        "One or more parameter values are not valid. A value specified for a secondary index key \
         is not supported. The AttributeValue for a key attribute cannot contain an empty {kind} \
         value. IndexName: {index}, IndexKey: {name}"
    ))
}

/// An update that makes an index's key empty.
pub(crate) fn updated_index_empty(kind: &str) -> AwsError {
    validation(format!(
        "One or more parameter values are not valid. The update expression attempted to update a \
         secondary index key to a value that is not supported. The AttributeValue for a key \
         attribute cannot contain an empty {kind} value."
    ))
}

/// The missing space is AWS's.
pub(crate) fn partition_too_long() -> AwsError {
    invalid_parameter("Size of hashkey has exceeded the maximum size limit of2048 bytes")
}

pub(crate) fn sort_too_long() -> AwsError {
    invalid_parameter("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
}

/// An UpdateItem that writes to a key attribute.
pub(crate) fn part_of_key(name: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Cannot update attribute {name}. This attribute is part of the key"
    ))
}

/// A document path into a key attribute.
pub(crate) fn not_scalar(name: &str) -> AwsError {
    validation(format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not \
         allowed: Key: {name}"
    ))
}

/// A document path into an index's key attribute.
pub(crate) fn index_key_not_scalar(name: &str) -> AwsError {
    validation(format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not \
         allowed: IndexKey: {name}"
    ))
}

/// An update that computes a value no index key may be.
pub(crate) fn unsupported_index_key() -> AwsError {
    validation(
        "The update expression attempted to update the secondary index key to unsupported type",
    )
}

/// The same key twice in one batch.
pub(crate) fn repeated_in_batch() -> AwsError {
    validation("Provided list of item keys contains duplicates")
}
