//! Texts of errors in a KeyConditionExpression that is a well-formed condition.
//!
//! Source: AWS's answers as recorded in dynalite's public suite.

use super::wording::validation;
use crate::aws::error::AwsError;

/// OR, NOT, IN, `<>` or a function other than begins_with.
pub(crate) fn invalid_operator(operator: &str) -> AwsError {
    validation(format!(
        "Invalid operator used in KeyConditionExpression: {operator}"
    ))
}

/// BETWEEN or begins_with of a value.
pub(crate) fn key_not_first(operator: &str) -> AwsError {
    validation(format!(
        "Invalid condition in KeyConditionExpression: {operator} operator must have the key \
         attribute as its first operand"
    ))
}

/// `size` inside a comparison.
pub(crate) fn nested_operation() -> AwsError {
    validation("KeyConditionExpressions cannot contain nested operations")
}

pub(crate) fn several_attributes() -> AwsError {
    validation(
        "Invalid condition in KeyConditionExpression: Multiple attribute names used in one \
         condition",
    )
}

/// A path with steps.
pub(crate) fn nested_attribute() -> AwsError {
    validation("KeyConditionExpressions cannot have conditions on nested attributes")
}

pub(crate) fn no_attribute() -> AwsError {
    validation("Invalid condition in KeyConditionExpression: No key attribute specified")
}

pub(crate) fn repeated_attribute() -> AwsError {
    validation("KeyConditionExpressions must only contain one condition per key")
}
