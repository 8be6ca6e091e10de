//! Older parameters to trees.

use std::collections::BTreeMap;

use super::operator::ConditionalOperator;
use super::shapes::{AttributeUpdate, ExpectedAttribute, LegacyCondition};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::condition::Condition;
use crate::dynamodb::expression::key_condition::KeyConditions;
use crate::dynamodb::expression::projection::Projection;
use crate::dynamodb::expression::update::Update;

/// Expected with ConditionalOperator.
pub(crate) fn expected(
    _expected: BTreeMap<String, ExpectedAttribute>,
    _operator: ConditionalOperator,
) -> Result<Condition, AwsError> {
    Err(expression::empty_expression("Expected"))
}

/// QueryFilter or ScanFilter with ConditionalOperator.
pub(crate) fn filter(
    _conditions: BTreeMap<String, LegacyCondition>,
    _operator: ConditionalOperator,
) -> Result<Condition, AwsError> {
    Err(expression::empty_expression("ScanFilter"))
}

/// KeyConditions.
pub(crate) fn key_conditions(
    _conditions: BTreeMap<String, LegacyCondition>,
) -> Result<KeyConditions, AwsError> {
    Err(expression::empty_expression("KeyConditions"))
}

/// AttributeUpdates.
pub(crate) fn attribute_updates(
    _updates: BTreeMap<String, AttributeUpdate>,
) -> Result<Update, AwsError> {
    Err(expression::empty_expression("AttributeUpdates"))
}

/// AttributesToGet. Names twice are refused by whoever checks the request's shape.
pub(crate) fn attributes_to_get(_names: Vec<String>) -> Result<Projection, AwsError> {
    Err(expression::empty_expression("AttributesToGet"))
}
