//! The parameters from before expressions, checked as AWS checks them and turned into the same
//! trees.

mod check;
mod operator;
mod shapes;
mod translate;

pub(crate) use operator::{ComparisonOperator, ConditionalOperator};
pub(crate) use shapes::{AttributeUpdate, ExpectedAttribute, LegacyCondition, UpdateAction};
pub(crate) use translate::{
    attribute_updates, attributes_to_get, expected, filter, key_conditions,
};
