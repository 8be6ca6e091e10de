//! Search conditions: equalities on the attributes of a vector index's search schema.

use std::sync::Arc;

use super::condition::{Operand, Test, parse_test};
use super::kind::ExpressionKind;
use super::placeholders::Placeholders;
use super::tree::Comparator;
use crate::aws::error::AwsError;
use crate::dynamodb::error::vector as refuse;
use crate::dynamodb::value::AttributeValue;

/// A SearchConditionExpression that is a well-formed condition, and perhaps asks for more than
/// equality.
#[derive(Clone, Debug)]
pub(crate) struct SearchCondition(Test);

/// Parses a SearchConditionExpression as the condition that it is.
pub(crate) fn parse_search_condition(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<SearchCondition, AwsError> {
    parse_test(ExpressionKind::SearchCondition, text, placeholders).map(SearchCondition)
}

impl SearchCondition {
    /// What attributes have to be, in the order written.
    pub(crate) fn equalities(self) -> Result<Vec<(String, Arc<AttributeValue>)>, AwsError> {
        let mut all = Vec::new();
        collect(self.0, &mut all)?;
        Ok(all)
    }
}

fn collect(test: Test, all: &mut Vec<(String, Arc<AttributeValue>)>) -> Result<(), AwsError> {
    match test {
        Test::And(tests) => tests.into_iter().try_for_each(|test| collect(test, all)),
        Test::Compare(Comparator::Equal, Operand::Path(path), Operand::Value(value))
        | Test::Compare(Comparator::Equal, Operand::Value(value), Operand::Path(path))
            if path.steps.is_empty() =>
        {
            all.push((path.attribute, value));
            Ok(())
        }
        _ => Err(refuse::bad_comparator()),
    }
}
