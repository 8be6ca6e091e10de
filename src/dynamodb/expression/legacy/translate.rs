//! Older parameters to trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check;
use super::operator::{ComparisonOperator, ConditionalOperator};
use super::shapes::{AttributeUpdate, ExpectedAttribute, LegacyCondition, UpdateAction};
use crate::aws::error::AwsError;
use crate::dynamodb::error::legacy;
use crate::dynamodb::expression::condition::{Condition, Operand, Test};
use crate::dynamodb::expression::key_condition::{KeyCondition, KeyConditions, KeyTest};
use crate::dynamodb::expression::path::Path;
use crate::dynamodb::expression::projection::Projection;
use crate::dynamodb::expression::tree::Comparator;
use crate::dynamodb::expression::update::{self, Action, Assigned, Update};
use crate::dynamodb::value::AttributeValue;

/// Expected with ConditionalOperator.
pub(crate) fn expected(
    expected: BTreeMap<String, ExpectedAttribute>,
    operator: ConditionalOperator,
) -> Result<Condition, AwsError> {
    let mut tests = Vec::with_capacity(expected.len());
    for (name, attribute) in expected {
        check::expected(&name, &attribute)?;
        let ExpectedAttribute {
            value,
            operator,
            values,
            ..
        } = attribute;
        let values = values.unwrap_or_else(|| value.into_iter().collect());
        // Without an operator, a value means that the attribute has it, and none that there is no
        // such attribute.
        let operator = operator.unwrap_or(if values.is_empty() {
            ComparisonOperator::Null
        } else {
            ComparisonOperator::Eq
        });
        tests.push(test(&name, operator, values));
    }
    Ok(joined(tests, operator))
}

/// QueryFilter or ScanFilter with ConditionalOperator.
pub(crate) fn filter(
    conditions: BTreeMap<String, LegacyCondition>,
    operator: ConditionalOperator,
) -> Result<Condition, AwsError> {
    let mut tests = Vec::with_capacity(conditions.len());
    for (name, condition) in conditions {
        check::condition(condition.operator, &condition.values)?;
        tests.push(test(&name, condition.operator, condition.values));
    }
    Ok(joined(tests, operator))
}

fn joined(tests: Vec<Test>, operator: ConditionalOperator) -> Condition {
    Condition::new(match operator {
        ConditionalOperator::And => Test::And(tests),
        // AWS's OR over nothing would refuse everything; nobody asked for anything.
        ConditionalOperator::Or if tests.is_empty() => Test::And(tests),
        ConditionalOperator::Or => Test::Or(tests),
    })
}

/// One entry as a test. Its number of values has been checked.
fn test(name: &str, operator: ComparisonOperator, values: Vec<AttributeValue>) -> Test {
    let path = Path::attribute(name);
    let mut values = values
        .into_iter()
        .map(|value| Operand::Value(Arc::new(value)));
    let attribute = Operand::Path(path.clone());
    let mut next = || values.next().expect("the number of values was checked");
    let compare = |comparator, attribute, value| Test::Compare(comparator, attribute, value);
    match operator {
        ComparisonOperator::Null => Test::NotExists(path),
        ComparisonOperator::NotNull => Test::Exists(path),
        ComparisonOperator::Eq => compare(Comparator::Equal, attribute, next()),
        ComparisonOperator::Ne => compare(Comparator::NotEqual, attribute, next()),
        ComparisonOperator::Le => compare(Comparator::LessOrEqual, attribute, next()),
        ComparisonOperator::Lt => compare(Comparator::Less, attribute, next()),
        ComparisonOperator::Ge => compare(Comparator::GreaterOrEqual, attribute, next()),
        ComparisonOperator::Gt => compare(Comparator::Greater, attribute, next()),
        ComparisonOperator::BeginsWith => Test::BeginsWith(attribute, next()),
        ComparisonOperator::Contains => Test::Contains(attribute, next()),
        // A missing attribute contains nothing, and doesn't match either.
        ComparisonOperator::NotContains => Test::And(vec![
            Test::Exists(path),
            Test::Not(Box::new(Test::Contains(attribute, next()))),
        ]),
        ComparisonOperator::Between => {
            let low = next();
            Test::Between(attribute, low, next())
        }
        ComparisonOperator::In => Test::In(attribute, values.collect()),
    }
}

/// KeyConditions.
pub(crate) fn key_conditions(
    conditions: BTreeMap<String, LegacyCondition>,
) -> Result<KeyConditions, AwsError> {
    for condition in conditions.values() {
        check::condition(condition.operator, &condition.values)?;
    }
    let conditions = conditions
        .into_iter()
        .map(|(attribute, condition)| {
            let mut values = condition.values.into_iter().map(Arc::new);
            let mut next = || values.next().expect("the number of values was checked");
            let test = match condition.operator {
                ComparisonOperator::Eq => KeyTest::Eq(next()),
                ComparisonOperator::Lt => KeyTest::Lt(next()),
                ComparisonOperator::Le => KeyTest::Le(next()),
                ComparisonOperator::Gt => KeyTest::Gt(next()),
                ComparisonOperator::Ge => KeyTest::Ge(next()),
                ComparisonOperator::BeginsWith => KeyTest::BeginsWith(next()),
                ComparisonOperator::Between => {
                    let low = next();
                    KeyTest::Between(low, next())
                }
                _ => return Err(legacy::not_indexable()),
            };
            Ok(KeyCondition { attribute, test })
        })
        .collect::<Result<_, AwsError>>()?;
    Ok(KeyConditions { conditions })
}

/// AttributeUpdates.
pub(crate) fn attribute_updates(
    updates: BTreeMap<String, AttributeUpdate>,
) -> Result<Update, AwsError> {
    let actions = updates
        .into_iter()
        .map(|(name, update)| {
            check::attribute_update(&update)?;
            let path = Path::attribute(name);
            Ok(match (update.action, update.value.map(Arc::new)) {
                (_, None) => Action::Remove(path),
                (UpdateAction::Put, Some(value)) => {
                    Action::Set(path, Assigned::Operand(update::Operand::Value(value)))
                }
                (UpdateAction::Add, Some(value)) => Action::Add(path, value),
                (UpdateAction::Delete, Some(value)) => Action::Delete(path, value),
            })
        })
        .collect::<Result<_, AwsError>>()?;
    Ok(Update::new(actions))
}

/// AttributesToGet. Names twice are refused by whoever checks the request's shape.
pub(crate) fn attributes_to_get(names: Vec<String>) -> Projection {
    let mut paths: Vec<Path> = names.into_iter().map(Path::attribute).collect();
    paths.sort();
    paths.dedup();
    Projection::new(paths)
}
