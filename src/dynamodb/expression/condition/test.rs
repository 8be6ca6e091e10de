//! The tests an item is put to, and their answers.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::operand::{TypeName, size};
use crate::dynamodb::expression::path::Path;
use crate::dynamodb::expression::tree::Comparator;
use crate::dynamodb::value::{AttributeValue, Attributes};

/// What a test compares: attributes, values, sizes and the answers of other tests.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Path(Path),
    Value(Arc<AttributeValue>),
    /// `size(…)` of a path or a value.
    Size(Box<Operand>),
    /// Whether a test holds; only PartiQL compares that.
    Truth(Box<Test>),
}

#[derive(Clone, Debug)]
pub(crate) enum Test {
    Compare(Comparator, Operand, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    NotExists(Path),
    Type(Operand, TypeName),
    Contains(Operand, Operand),
    BeginsWith(Operand, Operand),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

impl Test {
    /// Whether the item passes. A missing attribute passes only `<>` and attribute_not_exists; values
    /// of different types are only ever different.
    pub(super) fn matches(&self, item: &Attributes) -> bool {
        match self {
            Self::Compare(comparator, left, right) => {
                let (left, right) = (left.find(item), right.find(item));
                match (left, right) {
                    (Some(left), Some(right)) => compare(*comparator, &left, &right),
                    _ => *comparator == Comparator::NotEqual,
                }
            }
            Self::Between(operand, low, high) => {
                match (operand.find(item), low.find(item), high.find(item)) {
                    (Some(value), Some(low), Some(high)) => {
                        compare(Comparator::GreaterOrEqual, &value, &low)
                            && compare(Comparator::LessOrEqual, &value, &high)
                    }
                    _ => false,
                }
            }
            Self::In(operand, list) => operand.find(item).is_some_and(|value| {
                list.iter()
                    .any(|member| member.find(item).is_some_and(|member| member == value))
            }),
            Self::Exists(path) => path.find(item).is_some(),
            Self::NotExists(path) => path.find(item).is_none(),
            Self::Type(operand, name) => operand.find(item).is_some_and(|value| name.is_of(&value)),
            Self::Contains(whole, part) => match (whole.find(item), part.find(item)) {
                (Some(whole), Some(part)) => contains(&whole, &part),
                _ => false,
            },
            Self::BeginsWith(whole, start) => match (whole.find(item), start.find(item)) {
                (Some(whole), Some(start)) => begins_with(&whole, &start),
                _ => false,
            },
            Self::Not(test) => !test.matches(item),
            Self::And(tests) => tests.iter().all(|test| test.matches(item)),
            Self::Or(tests) => tests.iter().any(|test| test.matches(item)),
        }
    }

    /// Shows every path that the test reads.
    pub(super) fn visit_paths(&self, visit: &mut dyn FnMut(&Path)) {
        match self {
            Self::Compare(_, one, two) | Self::Contains(one, two) | Self::BeginsWith(one, two) => {
                one.visit_paths(visit);
                two.visit_paths(visit);
            }
            Self::Between(operand, low, high) => {
                for operand in [operand, low, high] {
                    operand.visit_paths(visit);
                }
            }
            Self::In(operand, list) => {
                operand.visit_paths(visit);
                for operand in list {
                    operand.visit_paths(visit);
                }
            }
            Self::Type(operand, _) => operand.visit_paths(visit),
            Self::Exists(path) | Self::NotExists(path) => visit(path),
            Self::Not(test) => test.visit_paths(visit),
            Self::And(tests) | Self::Or(tests) => {
                for test in tests {
                    test.visit_paths(visit);
                }
            }
        }
    }
}

impl Operand {
    /// The operand's value in an item; none if the item has no such attribute, or no size.
    fn find<'a>(&'a self, item: &'a Attributes) -> Option<Cow<'a, AttributeValue>> {
        match self {
            Self::Path(path) => path.find(item).map(Cow::Borrowed),
            Self::Value(value) => Some(Cow::Borrowed(value)),
            Self::Size(operand) => {
                let size = size(operand.find(item)?.as_ref())?;
                Some(Cow::Owned(AttributeValue::N(size)))
            }
            Self::Truth(test) => Some(Cow::Owned(AttributeValue::Bool(test.matches(item)))),
        }
    }

    /// The type, if it doesn't depend on the item.
    pub(crate) fn known_type(&self) -> Option<&'static str> {
        match self {
            Self::Path(_) => None,
            Self::Value(value) => Some(value.type_name()),
            Self::Size(_) => Some("N"),
            Self::Truth(_) => Some("BOOL"),
        }
    }

    /// Shows the path that the operand reads, if it reads one.
    fn visit_paths(&self, visit: &mut dyn FnMut(&Path)) {
        match self {
            Self::Path(path) => visit(path),
            Self::Value(_) => {}
            Self::Size(operand) => operand.visit_paths(visit),
            Self::Truth(test) => test.visit_paths(visit),
        }
    }
}

/// The order of two values: of strings and binaries by bytes, of numbers by value; none for other
/// or different types.
pub(in crate::dynamodb::expression) fn order(
    left: &AttributeValue,
    right: &AttributeValue,
) -> Option<Ordering> {
    match (left, right) {
        (AttributeValue::S(left), AttributeValue::S(right)) => Some(left.cmp(right)),
        (AttributeValue::N(left), AttributeValue::N(right)) => Some(left.cmp(right)),
        (AttributeValue::B(left), AttributeValue::B(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

fn compare(comparator: Comparator, left: &AttributeValue, right: &AttributeValue) -> bool {
    match comparator {
        Comparator::Equal => left == right,
        Comparator::NotEqual => left != right,
        Comparator::Less => order(left, right).is_some_and(Ordering::is_lt),
        Comparator::LessOrEqual => order(left, right).is_some_and(Ordering::is_le),
        Comparator::Greater => order(left, right).is_some_and(Ordering::is_gt),
        Comparator::GreaterOrEqual => order(left, right).is_some_and(Ordering::is_ge),
    }
}

/// A substring, a run of bytes, a member of a set or an element of a list.
fn contains(whole: &AttributeValue, part: &AttributeValue) -> bool {
    match (whole, part) {
        (AttributeValue::S(whole), AttributeValue::S(part)) => whole.contains(part.as_str()),
        (AttributeValue::B(whole), AttributeValue::B(part)) => {
            part.is_empty() || whole.windows(part.len()).any(|window| window == part)
        }
        (AttributeValue::Ss(members), AttributeValue::S(member)) => {
            members.binary_search(member).is_ok()
        }
        (AttributeValue::Ns(members), AttributeValue::N(member)) => {
            members.binary_search(member).is_ok()
        }
        (AttributeValue::Bs(members), AttributeValue::B(member)) => {
            members.binary_search(member).is_ok()
        }
        (AttributeValue::L(elements), element) => elements.contains(element),
        _ => false,
    }
}

fn begins_with(whole: &AttributeValue, start: &AttributeValue) -> bool {
    match (whole, start) {
        (AttributeValue::S(whole), AttributeValue::S(start)) => whole.starts_with(start.as_str()),
        (AttributeValue::B(whole), AttributeValue::B(start)) => whole.starts_with(start),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use crate::dynamodb::expression::condition::parse_condition;
    use crate::dynamodb::expression::kind::ExpressionKind;
    use crate::dynamodb::expression::placeholders::Placeholders;
    use crate::dynamodb::value::{AttributeValue, Attributes, Number};

    fn n(text: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(text).unwrap())
    }

    fn s(text: &str) -> AttributeValue {
        AttributeValue::S(text.to_owned())
    }

    fn item() -> Attributes {
        let map = Attributes::from([("x".to_owned(), n("7"))]);
        [
            ("n", n("10")),
            ("s", s("héllo")),
            ("e", s("😀a")),
            ("bin", AttributeValue::B(Bytes::from_static(b"dog"))),
            ("yes", AttributeValue::Bool(true)),
            ("nil", AttributeValue::Null),
            ("m", AttributeValue::M(map)),
            ("l", AttributeValue::L(vec![n("1"), s("two")])),
            (
                "ss",
                AttributeValue::Ss(vec!["cat".to_owned(), "dog".to_owned()]),
            ),
            (
                "ns",
                AttributeValue::Ns(vec![Number::from(1), Number::from(20)]),
            ),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }

    fn holds(text: &str, values: &[(&str, AttributeValue)]) -> bool {
        let values: Attributes = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let values = (!values.is_empty()).then_some(values);
        let mut placeholders = Placeholders::new(None, values).unwrap();
        parse_condition(ExpressionKind::Condition, text, &mut placeholders)
            .unwrap()
            .matches(&item())
    }

    // "Comparison operator and function reference", developer guide; ScyllaDB's suite,
    // test_condition_expression.py.
    #[test]
    fn only_different_holds_for_a_missing_attribute() {
        for (text, expected) in [
            ("q = :v", false),
            ("q <> :v", true),
            ("q < :v", false),
            ("q = z", false),
            ("q <> z", true),
            ("q between :v and :v", false),
            ("q in (:v, z)", false),
            ("size(q) <> :v", true),
            ("contains(q, :v)", false),
            ("begins_with(q, s)", false),
        ] {
            let values: &[_] = if text.contains(":v") {
                &[(":v", n("1"))]
            } else {
                &[]
            };
            assert_eq!(holds(text, values), expected, "{text}");
        }
    }

    #[test]
    fn values_of_different_types_are_only_different() {
        assert!(!holds("n = :v", &[(":v", s("10"))]));
        assert!(holds("n <> :v", &[(":v", s("10"))]));
        assert!(!holds("n < :v", &[(":v", s("99"))]));
        assert!(!holds("n > :v", &[(":v", s(""))]));
        assert!(!holds("m < l", &[]));
    }

    #[test]
    fn numbers_compare_by_value_and_strings_by_bytes() {
        assert!(holds("n = :v", &[(":v", n("1e1"))]));
        assert!(holds(
            "n > :v",
            &[(":v", n("9.99999999999999999999999999999999999"))]
        ));
        assert!(holds("s > :v", &[(":v", s("hz"))]));
        assert!(holds(
            "n between :a and :b",
            &[(":a", n("10")), (":b", n("11"))]
        ));
        assert!(holds("n in (:a, :b)", &[(":a", s("10")), (":b", n("10"))]));
        assert!(holds(
            "m.x = :v and l[1] = :w",
            &[(":v", n("7")), (":w", s("two"))]
        ));
        assert!(holds(
            "ss = :v",
            &[(":v", AttributeValue::Ss(vec!["cat".into(), "dog".into()]))]
        ));
    }

    #[test]
    fn functions_answer_by_type() {
        assert!(holds(
            "attribute_exists(m.x) and attribute_not_exists(m.y)",
            &[]
        ));
        assert!(holds("attribute_exists(nil)", &[]));
        assert!(holds("attribute_type(nil, :t)", &[(":t", s("NULL"))]));
        assert!(!holds("attribute_type(q, :t)", &[(":t", s("NULL"))]));
        // DynamoDB Local takes any operand here.
        assert!(holds("attribute_type(size(s), :t)", &[(":t", s("N"))]));
        assert!(holds("begins_with(s, :v)", &[(":v", s("hé"))]));
        assert!(!holds("begins_with(n, :v)", &[(":v", s("1"))]));
        assert!(holds("contains(s, :v)", &[(":v", s("llo"))]));
        assert!(holds("contains(ss, :v)", &[(":v", s("dog"))]));
        assert!(!holds("contains(ss, :v)", &[(":v", s("do"))]));
        assert!(holds("contains(ns, :v)", &[(":v", n("2e1"))]));
        assert!(holds("contains(l, :v)", &[(":v", s("two"))]));
        assert!(holds(
            "contains(bin, :v)",
            &[(":v", AttributeValue::B(Bytes::from_static(b"og")))]
        ));
        assert!(!holds("contains(n, :v)", &[(":v", n("1"))]));
    }

    #[test]
    fn size_counts_utf16_units_bytes_and_members() {
        for (name, size) in [
            ("e", "3"),
            ("bin", "3"),
            ("m", "1"),
            ("l", "2"),
            ("ns", "2"),
        ] {
            assert!(
                holds(&format!("size({name}) = :v"), &[(":v", n(size))]),
                "{name}"
            );
        }
        assert!(!holds("size(n) >= :v", &[(":v", n("0"))]));
        assert!(holds("size(:s) = :v", &[(":s", s("abc")), (":v", n("3"))]));
    }

    #[test]
    fn not_binds_tightest_and_or_loosest() {
        let v = [(":v", n("10"))];
        assert!(holds("n = :v or n = :v and not n = :v", &v));
        assert!(!holds("(n = :v or n = :v) and not n = :v", &v));
        assert!(!holds("not n = :v and n = :v", &v));
        assert!(holds("not (n = :v and n <> :v)", &v));
        assert!(holds("not not n = :v", &v));
        assert!(holds("n <> :v or n <> :v or n = :v", &v));
    }
}
