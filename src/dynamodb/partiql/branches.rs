//! What a WHERE says of a key, as alternatives: each is one read of an ordered tree.
//!
//! AWS takes conditions apart only where they speak of key attributes: an OR that does not is a
//! filter as a whole, and so is whatever stands behind NOT (captured answers).

use super::keys::{attribute, constant, sides};
use super::tree::{Expression, Kind};
use super::values::Parameters;
use crate::aws::error::AwsError;
use crate::dynamodb::error::partiql;
use crate::dynamodb::expression::Comparator;
use crate::dynamodb::value::AttributeValue;

/// Alternatives that are kept at once; far more than any statement may come to.
const BRANCHES_MAX: usize = 4096;

/// One alternative.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    /// Values that the partition key has to equal: all of them.
    pub(super) partition: Vec<AttributeValue>,
    pub(super) sort: Vec<SortTest>,
    /// Whether it also says what the sort key is not.
    pub(super) negates_sort: bool,
    /// Attributes that are read besides, in the order written, each once.
    pub(super) filtered: Vec<String>,
}

/// A test of the sort key that a range of the tree answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SortTest {
    Is(AttributeValue),
    Below(AttributeValue),
    AtMost(AttributeValue),
    Above(AttributeValue),
    AtLeast(AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

impl SortTest {
    pub(super) fn values(&self) -> Vec<&AttributeValue> {
        match self {
            Self::Between(low, high) => vec![low, high],
            Self::Is(value)
            | Self::Below(value)
            | Self::AtMost(value)
            | Self::Above(value)
            | Self::AtLeast(value)
            | Self::BeginsWith(value) => vec![value],
        }
    }
}

/// The attributes by which a table or an index is ordered.
pub(super) struct KeyNames<'k> {
    pub(super) partition: &'k str,
    pub(super) sort: Option<&'k str>,
}

/// The alternatives of a condition.
pub(super) fn branches(
    condition: &Expression,
    names: &KeyNames<'_>,
    parameters: &Parameters,
) -> Result<Vec<Branch>, AwsError> {
    let reader = Reader { names, parameters };
    reader.of(condition)
}

struct Reader<'r> {
    names: &'r KeyNames<'r>,
    parameters: &'r Parameters,
}

impl Reader<'_> {
    fn of(&self, own: &Expression) -> Result<Vec<Branch>, AwsError> {
        let read = read_attributes(own);
        let of_key = |name: &&str| *name == self.names.partition || Some(*name) == self.names.sort;
        if !read.iter().any(of_key) {
            return Ok(vec![filter(&read)]);
        }
        let all = match &own.kind {
            Kind::And(parts) => {
                let mut product = vec![Branch::default()];
                for part in parts {
                    product = joined(&product, &self.of(part)?)?;
                }
                product
            }
            Kind::Or(parts) => {
                let mut sum = Vec::new();
                for part in parts {
                    sum.extend(self.of(part)?);
                }
                sum
            }
            Kind::In(operands) => self
                .of_list(operands)
                .unwrap_or_else(|| vec![filter(&read)]),
            Kind::Not(_) => vec![self.negation(&read)],
            Kind::Compare(Comparator::NotEqual, _) => vec![self.negation(&read)],
            _ => vec![self.of_test(own).unwrap_or_else(|| filter(&read))],
        };
        match all.len() > BRANCHES_MAX {
            true => Err(partiql::too_many_reads()),
            false => Ok(all),
        }
    }

    fn negation(&self, read: &[&str]) -> Branch {
        Branch {
            negates_sort: read.iter().any(|name| Some(*name) == self.names.sort),
            ..filter(read)
        }
    }

    /// `key IN [a, b]` is `key = a OR key = b`.
    fn of_list(&self, [left, right]: &[Expression; 2]) -> Option<Vec<Branch>> {
        let (Kind::Path(path), Kind::List(members)) = (&left.kind, &right.kind) else {
            return None;
        };
        let name = attribute(path)?;
        let member = |member| self.of_key(name, SortTest::Is(constant(member, self.parameters)?));
        members.iter().map(member).collect()
    }

    fn of_test(&self, own: &Expression) -> Option<Branch> {
        match &own.kind {
            Kind::Compare(comparator, operands) => {
                let (path, first, value) = sides(operands, self.parameters)?;
                // `1 < key` says `key > 1`.
                let test = match (comparator, first) {
                    (Comparator::Equal, _) => SortTest::Is(value),
                    (Comparator::Less, true) | (Comparator::Greater, false) => {
                        SortTest::Below(value)
                    }
                    (Comparator::LessOrEqual, true) | (Comparator::GreaterOrEqual, false) => {
                        SortTest::AtMost(value)
                    }
                    (Comparator::Greater, true) | (Comparator::Less, false) => {
                        SortTest::Above(value)
                    }
                    (Comparator::GreaterOrEqual, true) | (Comparator::LessOrEqual, false) => {
                        SortTest::AtLeast(value)
                    }
                    (Comparator::NotEqual, _) => return None,
                };
                self.of_key(attribute(path)?, test)
            }
            Kind::Between(operands) => {
                let [operand, low, high] = operands.as_ref();
                let Kind::Path(path) = &operand.kind else {
                    return None;
                };
                let value = |own| constant(own, self.parameters);
                let test = SortTest::Between(value(low)?, value(high)?);
                self.of_key(attribute(path)?, test)
            }
            Kind::Call(name, arguments) if name == "begins_with" => {
                let [operand, start] = arguments.as_slice() else {
                    return None;
                };
                let Kind::Path(path) = &operand.kind else {
                    return None;
                };
                let test = SortTest::BeginsWith(constant(start, self.parameters)?);
                self.of_key(attribute(path)?, test)
            }
            _ => None,
        }
    }

    /// The partition key can only be equal.
    fn of_key(&self, name: &str, test: SortTest) -> Option<Branch> {
        let mut branch = Branch::default();
        if Some(name) == self.names.sort {
            branch.sort.push(test);
            return Some(branch);
        }
        match test {
            SortTest::Is(value) if name == self.names.partition => branch.partition.push(value),
            _ => return None,
        }
        Some(branch)
    }
}

fn filter(read: &[&str]) -> Branch {
    let mut branch = Branch::default();
    add_names(&mut branch.filtered, read.iter().copied());
    branch
}

fn joined(left: &[Branch], right: &[Branch]) -> Result<Vec<Branch>, AwsError> {
    if left.len() * right.len() > BRANCHES_MAX {
        return Err(partiql::too_many_reads());
    }
    let join = |one: &Branch, two: &Branch| {
        let mut branch = one.clone();
        branch.partition.extend(two.partition.iter().cloned());
        branch.sort.extend(two.sort.iter().cloned());
        branch.negates_sort |= two.negates_sort;
        add_names(
            &mut branch.filtered,
            two.filtered.iter().map(String::as_str),
        );
        branch
    };
    let pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |two| (one, two)));
    Ok(pairs.map(|(one, two)| join(one, two)).collect())
}

fn add_names<'n>(names: &mut Vec<String>, more: impl Iterator<Item = &'n str>) {
    for name in more {
        if !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    }
}

/// Top-level attributes that an expression reads, in the order written.
fn read_attributes(expression: &Expression) -> Vec<&str> {
    let mut names = Vec::new();
    collect(expression, &mut names);
    names
}

fn collect<'e>(expression: &'e Expression, names: &mut Vec<&'e str>) {
    match &expression.kind {
        Kind::Path(path) => names.push(&path.attribute),
        Kind::Not(inner) | Kind::Is(inner, _) => collect(inner, names),
        Kind::List(all) | Kind::Bag(all) | Kind::Call(_, all) | Kind::And(all) | Kind::Or(all) => {
            all.iter().for_each(|own| collect(own, names))
        }
        Kind::Arithmetic(_, pair) | Kind::Compare(_, pair) | Kind::In(pair) | Kind::Like(pair) => {
            pair.iter().for_each(|own| collect(own, names))
        }
        Kind::Between(three) => three.iter().for_each(|own| collect(own, names)),
        Kind::Text(_)
        | Kind::Number(_)
        | Kind::Truth(_)
        | Kind::Null
        | Kind::Missing
        | Kind::Parameter(_)
        | Kind::Struct(_)
        | Kind::Star => {}
    }
}
