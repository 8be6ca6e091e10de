//! Key conditions: one test for each key attribute.

use std::sync::Arc;

use super::condition::{Operand, Test, parse_test};
use super::kind::ExpressionKind;
use super::placeholders::Placeholders;
use super::tree::Comparator;
use crate::aws::error::AwsError;
use crate::dynamodb::error::key_condition as refuse;
use crate::dynamodb::value::AttributeValue;

/// A KeyConditionExpression that is a well-formed condition, and perhaps not yet one on keys.
#[derive(Clone, Debug)]
pub(crate) struct KeyConditionExpression(Test);

/// A KeyConditionExpression, or KeyConditions: at most one test for each attribute, in the order
/// written. The engine matches it with the schema.
#[derive(Clone, Debug)]
pub(crate) struct KeyConditions {
    pub(crate) conditions: Vec<KeyCondition>,
}

/// What one attribute must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyCondition {
    pub(crate) attribute: String,
    pub(crate) test: KeyTest,
}

/// The tests that a key attribute can be put to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum KeyTest {
    Eq(Arc<AttributeValue>),
    Lt(Arc<AttributeValue>),
    Le(Arc<AttributeValue>),
    Gt(Arc<AttributeValue>),
    Ge(Arc<AttributeValue>),
    /// Both bounds belong to the range; the lower is not above the upper.
    Between(Arc<AttributeValue>, Arc<AttributeValue>),
    BeginsWith(Arc<AttributeValue>),
    /// What no index can answer. Only KeyConditions can ask it, and AWS refuses it only after it has
    /// found the table and the index.
    NotIndexable,
}

/// Parses a KeyConditionExpression as the condition that it is.
pub(crate) fn parse_key_condition(
    text: &str,
    placeholders: &mut Placeholders,
) -> Result<KeyConditionExpression, AwsError> {
    parse_test(ExpressionKind::KeyCondition, text, placeholders).map(KeyConditionExpression)
}

impl KeyConditionExpression {
    /// The tests on key attributes. AWS refuses what isn't one only after the filter, the projection
    /// and unused placeholders (dynalite's suite), so this is a step of its own.
    pub(crate) fn into_conditions(self) -> Result<KeyConditions, AwsError> {
        let mut conditions = Vec::new();
        collect(self.0, &mut conditions)?;
        Ok(KeyConditions { conditions })
    }
}

fn collect(test: Test, conditions: &mut Vec<KeyCondition>) -> Result<(), AwsError> {
    if let Test::And(tests) = test {
        return tests
            .into_iter()
            .try_for_each(|test| collect(test, conditions));
    }
    let condition = condition_on_key(test)?;
    if conditions
        .iter()
        .any(|other| other.attribute == condition.attribute)
    {
        return Err(refuse::repeated_attribute());
    }
    conditions.push(condition);
    Ok(())
}

fn condition_on_key(test: Test) -> Result<KeyCondition, AwsError> {
    let operator = match test {
        Test::Compare(comparator, left, right) if comparator != Comparator::NotEqual => {
            return comparison(comparator, left, right);
        }
        Test::Between(operand, low, high) => {
            check_first("BETWEEN", &operand)?;
            let (attribute, _, [low, high]) = attribute_and_values([operand, low, high])?;
            let test = KeyTest::Between(low, high);
            return Ok(KeyCondition { attribute, test });
        }
        Test::BeginsWith(operand, start) => {
            check_first("begins_with", &operand)?;
            let (attribute, _, [start]) = attribute_and_values([operand, start])?;
            let test = KeyTest::BeginsWith(start);
            return Ok(KeyCondition { attribute, test });
        }
        Test::Compare(..) => "<>",
        Test::And(_) => "AND",
        Test::Or(_) => "OR",
        Test::Not(_) => "NOT",
        Test::In(..) => "IN",
        Test::Exists(_) => "attribute_exists",
        Test::NotExists(_) => "attribute_not_exists",
        Test::Type(..) => "attribute_type",
        Test::Contains(..) => "contains",
    };
    Err(refuse::invalid_operator(operator))
}

fn comparison(
    comparator: Comparator,
    left: Operand,
    right: Operand,
) -> Result<KeyCondition, AwsError> {
    let (attribute, place, [value]) = attribute_and_values([left, right])?;
    // `:v < key` says `key > :v`.
    let test = match (comparator, place == 0) {
        (Comparator::Less, true) | (Comparator::Greater, false) => KeyTest::Lt(value),
        (Comparator::LessOrEqual, true) | (Comparator::GreaterOrEqual, false) => KeyTest::Le(value),
        (Comparator::Greater, true) | (Comparator::Less, false) => KeyTest::Gt(value),
        (Comparator::GreaterOrEqual, true) | (Comparator::LessOrEqual, false) => KeyTest::Ge(value),
        (Comparator::Equal | Comparator::NotEqual, _) => KeyTest::Eq(value),
    };
    Ok(KeyCondition { attribute, test })
}

fn check_first(operator: &str, operand: &Operand) -> Result<(), AwsError> {
    match operand {
        Operand::Path(_) => Ok(()),
        _ => Err(refuse::key_not_first(operator)),
    }
}

/// The one attribute among the operands, its place, and the values, one less than operands.
fn attribute_and_values<const OPERANDS: usize, const VALUES: usize>(
    operands: [Operand; OPERANDS],
) -> Result<(String, usize, [Arc<AttributeValue>; VALUES]), AwsError> {
    let mut attribute = None;
    let mut values = Vec::with_capacity(VALUES);
    for (place, operand) in operands.into_iter().enumerate() {
        match operand {
            Operand::Path(_) if attribute.is_some() => return Err(refuse::several_attributes()),
            Operand::Path(path) if !path.steps.is_empty() => {
                return Err(refuse::nested_attribute());
            }
            Operand::Path(path) => attribute = Some((path.attribute, place)),
            Operand::Size(_) | Operand::Truth(_) => return Err(refuse::nested_operation()),
            Operand::Value(value) => values.push(value),
        }
    }
    match (attribute, values.try_into()) {
        (Some((attribute, place)), Ok(values)) => Ok((attribute, place, values)),
        _ => Err(refuse::no_attribute()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::value::{Attributes, Number};

    fn n(number: u32) -> AttributeValue {
        AttributeValue::N(Number::from(number))
    }

    /// With `:a` = 1 and `:b` = 2.
    fn conditions(text: &str) -> Result<Vec<KeyCondition>, String> {
        let values = Attributes::from([(":a".to_owned(), n(1)), (":b".to_owned(), n(2))]);
        let mut placeholders = Placeholders::new(None, Some(values)).unwrap();
        parse_key_condition(text, &mut placeholders)
            .and_then(KeyConditionExpression::into_conditions)
            .map(|parsed| parsed.conditions)
            .map_err(|error| error.message().unwrap().to_owned())
    }

    #[test]
    fn each_attribute_gets_its_test() {
        let (a, b) = (Arc::new(n(1)), Arc::new(n(2)));
        for (text, test) in [
            ("s = :a", KeyTest::Eq(a.clone())),
            (":a < s", KeyTest::Gt(a.clone())),
            (":a >= s", KeyTest::Le(a.clone())),
            ("(s <= :a)", KeyTest::Le(a.clone())),
            ("s between :a and :b", KeyTest::Between(a.clone(), b)),
        ] {
            let parsed = conditions(&format!("(p = :a) AND {text}")).unwrap();
            assert_eq!(
                parsed,
                [
                    KeyCondition {
                        attribute: "p".to_owned(),
                        test: KeyTest::Eq(a.clone())
                    },
                    KeyCondition {
                        attribute: "s".to_owned(),
                        test
                    }
                ]
            );
        }
    }

    // dynalite's suite, query.js.
    #[test]
    fn conditions_that_no_key_can_have_are_refused() {
        for (text, expected) in [
            (
                "a > b and size(b) > c or a > c",
                "Invalid operator used in KeyConditionExpression: OR",
            ),
            (
                "a in (b, size(c), d)",
                "Invalid operator used in KeyConditionExpression: IN",
            ),
            (
                "attribute_exists(a)",
                "Invalid operator used in KeyConditionExpression: attribute_exists",
            ),
            (
                "contains(a.d, b)",
                "Invalid operator used in KeyConditionExpression: contains",
            ),
            (
                "not a > b",
                "Invalid operator used in KeyConditionExpression: NOT",
            ),
            (
                "a <> b",
                "Invalid operator used in KeyConditionExpression: <>",
            ),
            (
                ":a between size(b) and size(a) and b > :b",
                "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key \
                 attribute as its first operand",
            ),
            (
                "size(b) > a AND a.b > b AND b > c",
                "KeyConditionExpressions cannot contain nested operations",
            ),
            (
                "a > size(b.d)",
                "KeyConditionExpressions cannot contain nested operations",
            ),
            (
                "b > a.b",
                "Invalid condition in KeyConditionExpression: Multiple attribute names used in \
                 one condition",
            ),
            (
                "a between b and size(a)",
                "Invalid condition in KeyConditionExpression: Multiple attribute names used in \
                 one condition",
            ),
            (
                "b[0] > a",
                "KeyConditionExpressions cannot have conditions on nested attributes",
            ),
            (
                ":b > :a AND a < :b",
                "Invalid condition in KeyConditionExpression: No key attribute specified",
            ),
            (
                "(a > :a and b > :a) and (b > :a and c > :a)",
                "KeyConditionExpressions must only contain one condition per key",
            ),
            (
                "begins_with(a, :a)",
                "Invalid KeyConditionExpression: Incorrect operand type for operator or \
                 function; operator or function: begins_with, operand type: N",
            ),
            (
                "a b",
                "Invalid KeyConditionExpression: Syntax error; token: \"b\", near: \"a b\"",
            ),
        ] {
            assert_eq!(conditions(text).unwrap_err(), expected, "{text}");
        }
    }
}
