//! Conditions and filters: a tree that an item matches or not.

use std::sync::Arc;

use super::kind::ExpressionKind;
use super::path::Path;
use super::placeholders::Placeholders;
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::value::{AttributeValue, Attributes};

/// A ConditionExpression or FilterExpression, or what `Expected` or a legacy filter says.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    paths: Vec<Path>,
    values: Vec<Arc<AttributeValue>>,
}

impl Condition {
    /// Whether the item meets the condition; a missing item is an empty one. Nothing in an item can
    /// make a condition fail otherwise: a value of another type simply doesn't match.
    pub(crate) fn matches(&self, _item: &Attributes) -> bool {
        self.values.is_empty()
    }

    /// Top-level attributes that the condition reads, perhaps repeated.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(|path| path.attribute.as_str())
    }
}

/// Parses a ConditionExpression or FilterExpression.
pub(crate) fn parse_condition(
    kind: ExpressionKind,
    _text: &str,
    _placeholders: &mut Placeholders,
) -> Result<Condition, AwsError> {
    Err(expression::empty_expression(kind.parameter()))
}
