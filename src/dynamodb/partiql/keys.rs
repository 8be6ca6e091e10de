//! Which single item a WHERE names, if it names one.

use super::tree::{Expression, Kind};
use super::values::{Parameters, is_value, value};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::expression::{Comparator, Path};
use crate::dynamodb::value::{AttributeValue, Attributes};

/// Why a write does not name one item.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyProblem {
    Incomplete,
    /// Two values for this attribute.
    Several(String),
}

/// What a WHERE says of a key: the first value of each attribute, and the first attribute that has
/// two.
pub(super) struct Named {
    pub(super) key: Attributes,
    pub(super) several: Option<String>,
    /// Whether the WHERE says anything else.
    pub(super) more: bool,
}

/// The equalities on key attributes that a WHERE joins with AND. A list of one value behind IN is
/// one too, if `in_lists` says so.
pub(super) fn named(
    condition: Option<&Expression>,
    schema: &KeySchema,
    parameters: &Parameters,
    in_lists: bool,
) -> Named {
    let mut named = Named {
        key: Attributes::new(),
        several: None,
        more: false,
    };
    for conjunct in condition.into_iter().flat_map(conjuncts) {
        match equality(conjunct, parameters, in_lists).filter(|(name, _)| schema.has(name)) {
            None => named.more = true,
            Some((name, value)) => match named.key.get(name) {
                None => {
                    named.key.insert(name.to_owned(), value);
                }
                Some(first) if *first == value => {}
                Some(_) => {
                    named.several.get_or_insert_with(|| name.to_owned());
                }
            },
        }
    }
    named
}

impl Named {
    /// The key of a write.
    pub(super) fn of_write(self, schema: &KeySchema) -> Result<Attributes, KeyProblem> {
        match self.several {
            Some(name) => Err(KeyProblem::Several(name)),
            None if self.key.len() < schema.len() => Err(KeyProblem::Incomplete),
            None => Ok(self.key),
        }
    }

    /// The key of a read that names its item and nothing else.
    pub(super) fn alone(self, schema: &KeySchema) -> Option<Attributes> {
        let alone = !self.more && self.several.is_none() && self.key.len() == schema.len();
        alone.then_some(self.key)
    }
}

/// The parts that AND joins.
fn conjuncts(expression: &Expression) -> Vec<&Expression> {
    match &expression.kind {
        Kind::And(all) => all.iter().flat_map(conjuncts).collect(),
        _ => vec![expression],
    }
}

fn equality<'e>(
    expression: &'e Expression,
    parameters: &Parameters,
    in_lists: bool,
) -> Option<(&'e str, AttributeValue)> {
    let (path, value) = match &expression.kind {
        Kind::Compare(Comparator::Equal, operands) => {
            let (path, _, value) = sides(operands, parameters)?;
            (path, value)
        }
        Kind::In(operands) if in_lists => {
            let [left, right] = operands.as_ref();
            let (Kind::Path(path), Kind::List(members)) = (&left.kind, &right.kind) else {
                return None;
            };
            let [member] = members.as_slice() else {
                return None;
            };
            (path, constant(member, parameters)?)
        }
        _ => return None,
    };
    attribute(path).map(|name| (name, value))
}

/// A path and a value that are compared, and whether the path stands first.
pub(super) fn sides<'e>(
    [left, right]: &'e [Expression; 2],
    parameters: &Parameters,
) -> Option<(&'e Path, bool, AttributeValue)> {
    match (&left.kind, &right.kind) {
        (Kind::Path(path), _) => Some((path, true, constant(right, parameters)?)),
        (_, Kind::Path(path)) => Some((path, false, constant(left, parameters)?)),
        _ => None,
    }
}

/// The value of an expression that is one, and a good one.
pub(super) fn constant(expression: &Expression, parameters: &Parameters) -> Option<AttributeValue> {
    match is_value(expression) {
        true => value(expression, parameters).ok(),
        false => None,
    }
}

/// The attribute that a path without steps names.
pub(super) fn attribute(path: &Path) -> Option<&str> {
    path.steps.is_empty().then_some(path.attribute.as_str())
}
