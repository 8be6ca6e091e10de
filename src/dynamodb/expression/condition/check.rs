//! What AWS refuses in the operands of one comparison.

use std::cmp::Ordering;

use super::test::{Operand, order};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;
use crate::dynamodb::expression::tree::{Comparator, Node};
use crate::dynamodb::value::AttributeValue;

/// Values in the list of IN ("Expression parameters", quotas page).
pub(crate) const IN_OPERANDS_MAX: usize = 100;

/// As many operands as the function takes.
pub(super) fn count(parameter: &'static str, node: &Node<'_>) -> Result<(), AwsError> {
    match node {
        Node::Call(name, arguments) => {
            let wanted = match *name {
                "attribute_exists" | "attribute_not_exists" | "size" => 1,
                _ => 2,
            };
            if arguments.len() != wanted {
                return Err(expression::operand_count(parameter, name, arguments.len()));
            }
        }
        Node::In(_, list) if list.len() > IN_OPERANDS_MAX => {
            return Err(expression::too_many_in_operands(parameter, list.len()));
        }
        _ => {}
    }
    Ok(())
}

/// The first operand, if it is a path, isn't among the others.
pub(crate) fn distinct<'o>(
    parameter: &'static str,
    operator: &str,
    first: &Operand,
    others: impl IntoIterator<Item = &'o Operand>,
) -> Result<(), AwsError> {
    let Operand::Path(first) = first else {
        return Ok(());
    };
    let same = |other: &Operand| matches!(other, Operand::Path(path) if path == first);
    if others.into_iter().any(same) {
        return Err(expression::repeated_operand(parameter, operator, first));
    }
    Ok(())
}

/// `size` has no meaning for numbers, booleans and null.
pub(crate) fn size(parameter: &'static str, operand: &Operand) -> Result<(), AwsError> {
    match operand.known_type() {
        Some(unsized_type @ ("N" | "BOOL" | "NULL")) => {
            Err(expression::operand_type(parameter, "size", unsized_type))
        }
        _ => Ok(()),
    }
}

/// Order is between strings, numbers and binaries.
pub(crate) fn comparable(
    parameter: &'static str,
    comparator: Comparator,
    operands: [&Operand; 2],
) -> Result<(), AwsError> {
    match comparator {
        Comparator::Equal | Comparator::NotEqual => Ok(()),
        _ => only(parameter, comparator.symbol(), &["S", "N", "B"], operands),
    }
}

/// Only strings and binaries have a beginning.
pub(crate) fn begins_with(
    parameter: &'static str,
    operands: [&Operand; 2],
) -> Result<(), AwsError> {
    only(parameter, "begins_with", &["S", "B"], operands)
}

/// Bounds can be compared, and with each other, and the lower isn't above the upper.
pub(crate) fn between(
    parameter: &'static str,
    operand: &Operand,
    low: &Operand,
    high: &Operand,
) -> Result<(), AwsError> {
    only(parameter, "BETWEEN", &["S", "N", "B"], [operand, low, high])?;
    distinct(parameter, "BETWEEN", operand, [low, high])?;
    let (Operand::Value(low), Operand::Value(high)) = (low, high) else {
        return Ok(());
    };
    match order(low, high) {
        Some(Ordering::Less | Ordering::Equal) => Ok(()),
        Some(Ordering::Greater) => Err(expression::bounds_reversed(
            parameter,
            &bound(low),
            &bound(high),
        )),
        None => Err(expression::bounds_of_two_types(
            parameter,
            &bound(low),
            &bound(high),
        )),
    }
}

/// A bound as AWS prints it; a binary's bytes aren't shown.
fn bound(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => format!("{{S:{text}}}"),
        AttributeValue::N(number) => format!("{{N:{number}}}"),
        AttributeValue::B(bytes) => {
            let length = bytes.len();
            format!("{{B:java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]}}")
        }
        other => format!("{{{}}}", other.type_name()),
    }
}

fn only<const COUNT: usize>(
    parameter: &'static str,
    operator: &str,
    allowed: &[&str],
    operands: [&Operand; COUNT],
) -> Result<(), AwsError> {
    let known = operands.into_iter().filter_map(Operand::known_type);
    match known.into_iter().find(|known| !allowed.contains(known)) {
        Some(refused) => Err(expression::operand_type(parameter, operator, refused)),
        None => Ok(()),
    }
}
