//! Older parameters to trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check;
use super::operator::{ComparisonOperator, ConditionalOperator};
use super::shapes::{AttributeUpdate, ExpectedAttribute, LegacyCondition, UpdateAction};
use crate::aws::error::AwsError;
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
                _ => KeyTest::NotIndexable,
            };
            KeyCondition { attribute, test }
        })
        .collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::value::{Attributes, Number};

    fn n(number: u32) -> AttributeValue {
        AttributeValue::N(Number::from(number))
    }

    fn s(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn list() -> AttributeValue {
        AttributeValue::L(vec![n(1)])
    }

    fn condition(operator: &str, values: &[AttributeValue]) -> LegacyCondition {
        LegacyCondition {
            operator: ComparisonOperator::parse(operator).unwrap(),
            values: values.to_vec(),
        }
    }

    fn message(error: AwsError) -> String {
        error.message().unwrap().to_owned()
    }

    /// Whether `{n: 5, s: "hello", l: [1]}` passes one filter entry.
    fn passes(attribute: &str, operator: &str, values: &[AttributeValue]) -> Result<bool, String> {
        let item = Attributes::from([
            ("n".to_owned(), n(5)),
            ("s".to_owned(), s("hello")),
            ("l".to_owned(), list()),
        ]);
        let conditions = BTreeMap::from([(attribute.to_owned(), condition(operator, values))]);
        filter(conditions, ConditionalOperator::And)
            .map(|filter| filter.matches(&item))
            .map_err(message)
    }

    // "Condition", API reference; ScyllaDB's suites, test_query_filter.py and test_expected.py.
    #[test]
    fn operators_mean_what_their_expressions_mean() {
        for (attribute, operator, values, expected) in [
            ("n", "EQ", vec![n(5)], true),
            ("l", "EQ", vec![list()], true),
            ("q", "EQ", vec![n(5)], false),
            ("n", "NE", vec![n(5)], false),
            ("q", "NE", vec![n(5)], true),
            ("n", "LE", vec![n(5)], true),
            ("n", "LT", vec![n(5)], false),
            ("n", "GE", vec![n(5)], true),
            ("n", "GT", vec![n(4)], true),
            ("n", "GT", vec![s("")], false),
            ("n", "BETWEEN", vec![n(4), n(6)], true),
            ("n", "IN", vec![n(4), n(5)], true),
            ("n", "NOT_NULL", vec![], true),
            ("q", "NULL", vec![], true),
            ("s", "BEGINS_WITH", vec![s("he")], true),
            ("n", "BEGINS_WITH", vec![s("5")], false),
            ("s", "CONTAINS", vec![s("ell")], true),
            ("l", "CONTAINS", vec![n(1)], true),
            ("s", "NOT_CONTAINS", vec![s("x")], true),
            ("s", "NOT_CONTAINS", vec![n(1)], true),
            ("l", "NOT_CONTAINS", vec![n(1)], false),
            ("q", "NOT_CONTAINS", vec![n(1)], false),
        ] {
            assert_eq!(
                passes(attribute, operator, &values),
                Ok(expected),
                "{attribute} {operator} {values:?}"
            );
        }
    }

    // dynalite's suite, query.js and scan.js.
    #[test]
    fn arguments_are_counted_and_of_one_fitting_type() {
        let invalid =
            |what: &str| Err(format!("One or more parameter values were invalid: {what}"));
        for (operator, values) in [
            ("EQ", vec![]),
            ("LT", vec![n(1), n(2)]),
            ("IN", vec![]),
            ("BETWEEN", vec![n(1)]),
            ("NULL", vec![n(1)]),
            ("NOT_CONTAINS", vec![]),
        ] {
            assert_eq!(
                passes("n", operator, &values),
                invalid(&format!(
                    "Invalid number of argument(s) for the {operator} ComparisonOperator"
                ))
            );
        }
        assert_eq!(
            passes("n", "IN", &[n(1), s("1")]),
            invalid("AttributeValues inside AttributeValueList must be of same type")
        );
        for (operator, values, type_name) in [
            ("LT", vec![list()], "L"),
            ("BEGINS_WITH", vec![n(1)], "N"),
            ("IN", vec![list(), list()], "L"),
            ("CONTAINS", vec![AttributeValue::Ss(vec!["a".into()])], "SS"),
            (
                "BETWEEN",
                vec![AttributeValue::Null, AttributeValue::Null],
                "NULL",
            ),
        ] {
            assert_eq!(
                passes("n", operator, &values),
                invalid(&format!(
                    "ComparisonOperator {operator} is not valid for {type_name} AttributeValue type"
                ))
            );
        }
        assert_eq!(
            passes("n", "BETWEEN", &[n(2), n(1)]).unwrap_err(),
            "The BETWEEN condition was provided a range where the lower bound is greater than the \
             upper bound"
        );
    }

    fn expects(attribute: ExpectedAttribute) -> Result<bool, String> {
        let item = Attributes::from([("a".to_owned(), n(5))]);
        let entries = BTreeMap::from([("a".to_owned(), attribute)]);
        expected(entries, ConditionalOperator::And)
            .map(|condition| condition.matches(&item))
            .map_err(message)
    }

    #[test]
    fn expected_without_an_operator_compares_or_wants_nothing() {
        let none = ExpectedAttribute::default;
        let value = |value| ExpectedAttribute {
            value: Some(value),
            ..none()
        };
        let exists = |exists| ExpectedAttribute {
            exists: Some(exists),
            ..none()
        };
        assert_eq!(expects(value(n(5))), Ok(true));
        assert_eq!(expects(value(s("5"))), Ok(false));
        assert_eq!(expects(exists(false)), Ok(false));
        let operator = ExpectedAttribute {
            operator: ComparisonOperator::parse("GT"),
            ..value(n(4))
        };
        assert_eq!(expects(operator), Ok(true));
        let null = ExpectedAttribute {
            operator: ComparisonOperator::parse("NULL"),
            ..none()
        };
        assert_eq!(expects(null), Ok(false));
    }

    // dynalite's suite, deleteItem.js.
    #[test]
    fn members_of_expected_that_exclude_each_other_are_refused() {
        let none = ExpectedAttribute::default;
        let less = ComparisonOperator::parse("LT");
        for (attribute, expected) in [
            (
                ExpectedAttribute {
                    operator: less,
                    ..none()
                },
                "Value or AttributeValueList must be used with ComparisonOperator: LT for \
                 Attribute: a",
            ),
            (
                ExpectedAttribute {
                    operator: less,
                    exists: Some(true),
                    ..none()
                },
                "Exists and ComparisonOperator cannot be used together for Attribute: a",
            ),
            (
                ExpectedAttribute {
                    values: Some(vec![]),
                    exists: Some(true),
                    ..none()
                },
                "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
            ),
            (
                ExpectedAttribute {
                    values: Some(vec![]),
                    value: Some(n(1)),
                    ..none()
                },
                "Value and AttributeValueList cannot be used together for Attribute: a",
            ),
            (
                none(),
                "Value must be provided when Exists is null for Attribute: a",
            ),
            (
                ExpectedAttribute {
                    exists: Some(true),
                    ..none()
                },
                "Value must be provided when Exists is true for Attribute: a",
            ),
            (
                ExpectedAttribute {
                    exists: Some(false),
                    value: Some(n(1)),
                    ..none()
                },
                "Value cannot be used when Exists is false for Attribute: a",
            ),
        ] {
            assert_eq!(
                expects(attribute).unwrap_err(),
                format!("One or more parameter values were invalid: {expected}")
            );
        }
    }

    #[test]
    fn entries_join_by_the_conditional_operator() {
        let entries = || {
            BTreeMap::from([
                ("a".to_owned(), condition("EQ", &[n(1)])),
                ("b".to_owned(), condition("EQ", &[n(1)])),
            ])
        };
        let item = Attributes::from([("a".to_owned(), n(1))]);
        let all = filter(entries(), ConditionalOperator::And).unwrap();
        let any = filter(entries(), ConditionalOperator::Or).unwrap();
        assert!(!all.matches(&item) && any.matches(&item));
        let nothing = filter(BTreeMap::new(), ConditionalOperator::Or).unwrap();
        assert!(nothing.matches(&item));
    }

    #[test]
    fn key_conditions_take_only_what_an_index_can_answer() {
        let parsed = |operator: &str, values: &[AttributeValue]| {
            key_conditions(BTreeMap::from([(
                "p".to_owned(),
                condition(operator, values),
            )]))
            .map(|parsed| parsed.conditions[0].test.clone())
            .map_err(message)
        };
        assert_eq!(parsed("EQ", &[n(1)]), Ok(KeyTest::Eq(Arc::new(n(1)))));
        assert_eq!(
            parsed("BETWEEN", &[n(1), n(2)]),
            Ok(KeyTest::Between(Arc::new(n(1)), Arc::new(n(2))))
        );
        for (operator, values) in [("NE", vec![n(1)]), ("IN", vec![n(1)]), ("NULL", vec![])] {
            assert_eq!(parsed(operator, &values), Ok(KeyTest::NotIndexable));
        }
    }

    fn updated(action: UpdateAction, value: Option<AttributeValue>) -> Result<Attributes, String> {
        let image = Attributes::from([("a".to_owned(), list())]);
        let update = AttributeUpdate { action, value };
        attribute_updates(BTreeMap::from([("a".to_owned(), update)]))
            .and_then(|update| update.apply(&image, true))
            .map_err(message)
    }

    // "AttributeValueUpdate", API reference; dynalite's suite, updateItem.js.
    #[test]
    fn attribute_updates_put_add_and_delete() {
        let item = |value| Ok(Attributes::from([("a".to_owned(), value)]));
        assert_eq!(updated(UpdateAction::Put, Some(n(1))), item(n(1)));
        assert_eq!(
            updated(UpdateAction::Add, Some(list())),
            item(AttributeValue::L(vec![n(1), n(1)]))
        );
        assert_eq!(updated(UpdateAction::Delete, None), Ok(Attributes::new()));
        for (action, value, expected) in [
            (
                UpdateAction::Put,
                None,
                "Only DELETE action is allowed when no attribute value is specified",
            ),
            (
                UpdateAction::Delete,
                Some(n(1)),
                "DELETE action with value is not supported for the type N",
            ),
            (
                UpdateAction::Add,
                Some(s("a")),
                "ADD action is not supported for the type S",
            ),
        ] {
            assert_eq!(
                updated(action, value).unwrap_err(),
                format!("One or more parameter values were invalid: {expected}")
            );
        }
    }

    #[test]
    fn attributes_to_get_are_whole_attributes() {
        let item = Attributes::from([("a.b".to_owned(), n(1)), ("c".to_owned(), n(2))]);
        let projection = attributes_to_get(vec!["a.b".to_owned(), "q".to_owned()]);
        assert_eq!(
            projection.apply(&item),
            Attributes::from([("a.b".to_owned(), n(1))])
        );
    }
}
