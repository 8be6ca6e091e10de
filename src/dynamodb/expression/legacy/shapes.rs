//! The older parameters as they are sent, their attribute values already checked.

use super::operator::ComparisonOperator;
use crate::dynamodb::value::AttributeValue;

/// An entry of QueryFilter, ScanFilter or KeyConditions.
#[derive(Clone, Debug)]
pub(crate) struct LegacyCondition {
    pub(crate) operator: ComparisonOperator,
    /// AttributeValueList; a missing one is empty.
    pub(crate) values: Vec<AttributeValue>,
}

/// An entry of Expected; what was not sent is `None`.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExpectedAttribute {
    pub(crate) value: Option<AttributeValue>,
    pub(crate) exists: Option<bool>,
    pub(crate) operator: Option<ComparisonOperator>,
    pub(crate) values: Option<Vec<AttributeValue>>,
}

/// An entry of AttributeUpdates.
#[derive(Clone, Debug)]
pub(crate) struct AttributeUpdate {
    pub(crate) action: UpdateAction,
    pub(crate) value: Option<AttributeValue>,
}

/// Action; AWS's default is PUT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum UpdateAction {
    #[default]
    Put,
    Add,
    Delete,
}
