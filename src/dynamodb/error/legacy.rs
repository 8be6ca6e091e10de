//! Texts of errors in the parameters from before expressions: Expected, QueryFilter, ScanFilter,
//! KeyConditions and AttributeUpdates.
//!
//! Source: AWS's answers as recorded in dynalite's public suite, unless a text says otherwise.

use super::wording::{invalid_parameter as invalid, validation};
use crate::aws::error::AwsError;

pub(crate) fn value_and_list(attribute: &str) -> AwsError {
    invalid(format_args!(
        "Value and AttributeValueList cannot be used together for Attribute: {attribute}"
    ))
}

pub(crate) fn exists_and_operator(attribute: &str) -> AwsError {
    invalid(format_args!(
        "Exists and ComparisonOperator cannot be used together for Attribute: {attribute}"
    ))
}

pub(crate) fn operator_without_value(operator: &str, attribute: &str) -> AwsError {
    invalid(format_args!(
        "Value or AttributeValueList must be used with ComparisonOperator: {operator} for \
         Attribute: {attribute}"
    ))
}

pub(crate) fn list_without_operator(attribute: &str) -> AwsError {
    invalid(format_args!(
        "AttributeValueList can only be used with a ComparisonOperator for Attribute: {attribute}"
    ))
}

/// Neither a value nor `Exists: false`.
pub(crate) fn no_value(attribute: &str, exists: Option<bool>) -> AwsError {
    let exists = exists.map_or("null", |exists| if exists { "true" } else { "false" });
    invalid(format_args!(
        "Value must be provided when Exists is {exists} for Attribute: {attribute}"
    ))
}

pub(crate) fn value_of_missing(attribute: &str) -> AwsError {
    invalid(format_args!(
        "Value cannot be used when Exists is false for Attribute: {attribute}"
    ))
}

pub(crate) fn argument_count(operator: &str) -> AwsError {
    invalid(format_args!(
        "Invalid number of argument(s) for the {operator} ComparisonOperator"
    ))
}

pub(crate) fn mixed_types() -> AwsError {
    invalid("AttributeValues inside AttributeValueList must be of same type")
}

pub(crate) fn argument_type(operator: &str, type_name: &str) -> AwsError {
    invalid(format_args!(
        "ComparisonOperator {operator} is not valid for {type_name} AttributeValue type"
    ))
}

pub(crate) fn bounds_reversed() -> AwsError {
    validation(
        "The BETWEEN condition was provided a range where the lower bound is greater than the \
         upper bound",
    )
}

pub(crate) fn only_delete_without_value() -> AwsError {
    invalid("Only DELETE action is allowed when no attribute value is specified")
}

pub(crate) fn delete_of_type(type_name: &str) -> AwsError {
    invalid(format_args!(
        "DELETE action with value is not supported for the type {type_name}"
    ))
}

pub(crate) fn add_of_type(type_name: &str) -> AwsError {
    invalid(format_args!(
        "ADD action is not supported for the type {type_name}"
    ))
}
