//! Key conditions: one test for each key attribute.

use std::sync::Arc;

use super::placeholders::Placeholders;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::value::AttributeValue;

/// A KeyConditionExpression, or KeyConditions: at most one test for each attribute, in the order
/// written. The engine matches it with the schema.
#[derive(Clone, Debug)]
pub(crate) struct KeyConditions {
    pub(crate) conditions: Vec<KeyCondition>,
}

/// What one attribute must be.
#[derive(Clone, Debug)]
pub(crate) struct KeyCondition {
    pub(crate) attribute: String,
    pub(crate) test: KeyTest,
}

/// The tests that a key attribute can be put to.
#[derive(Clone, Debug)]
pub(crate) enum KeyTest {
    Eq(Arc<AttributeValue>),
    Lt(Arc<AttributeValue>),
    Le(Arc<AttributeValue>),
    Gt(Arc<AttributeValue>),
    Ge(Arc<AttributeValue>),
    /// Both bounds belong to the range; the lower is not above the upper.
    Between(Arc<AttributeValue>, Arc<AttributeValue>),
    BeginsWith(Arc<AttributeValue>),
}

/// Parses a KeyConditionExpression.
pub(crate) fn parse_key_condition(
    _text: &str,
    _placeholders: &mut Placeholders,
) -> Result<KeyConditions, AwsError> {
    Err(expression::empty_expression("KeyConditionExpression"))
}
