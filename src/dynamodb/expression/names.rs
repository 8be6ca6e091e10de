//! The first look at a finished tree, in the order written: reserved words, list indexes, functions
//! and where they stand. Needs no placeholders.

use super::reserved::is_reserved;
use super::tree::{Node, NodeId, RawName, RawPath, RawStep, Tree};
use crate::aws::error::AwsError;
use crate::dynamodb::error::expression;

/// Operators that one expression may have ("Expression parameters", quotas page).
const OPERATORS_MAX: usize = 300;
/// Largest index of a list's element.
const INDEX_MAX: u64 = i32::MAX as u64;

/// What a function gives, and so where it may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FunctionKind {
    /// Stands alone in a condition.
    Condition,
    /// `size`, an operand in a condition.
    Operand,
    /// Only in an update.
    Update,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Condition,
    Operand,
    Update,
    /// Inside another function of an update, or beside `+` or `-`.
    UpdateArgument,
}

fn function_kind(name: &str) -> Option<FunctionKind> {
    match name {
        "attribute_exists"
        | "attribute_not_exists"
        | "attribute_type"
        | "begins_with"
        | "contains" => Some(FunctionKind::Condition),
        "size" => Some(FunctionKind::Operand),
        "if_not_exists" | "list_append" => Some(FunctionKind::Update),
        _ => None,
    }
}

/// Checks a condition, a filter or a key condition.
pub(super) fn check_condition(
    parameter: &'static str,
    tree: &Tree<'_>,
    root: NodeId,
) -> Result<(), AwsError> {
    check(parameter, tree, root, Place::Condition)?;
    check_operators(parameter, tree.operators)
}

/// Checks what SET assigns.
pub(super) fn check_assigned(
    parameter: &'static str,
    tree: &Tree<'_>,
    root: NodeId,
) -> Result<(), AwsError> {
    check(parameter, tree, root, Place::Update)
}

/// AWS names the first operator too many, however many there are.
pub(super) fn check_operators(parameter: &'static str, operators: usize) -> Result<(), AwsError> {
    if operators > OPERATORS_MAX {
        return Err(expression::too_many_operators(parameter, OPERATORS_MAX + 1));
    }
    Ok(())
}

/// Checks a path's names and indexes.
pub(super) fn check_path(parameter: &'static str, path: &RawPath<'_>) -> Result<(), AwsError> {
    check_name(parameter, path.attribute)?;
    for step in &path.steps {
        match step {
            RawStep::Member(name) => check_name(parameter, *name)?,
            RawStep::Element(digits) => {
                if !digits.parse().is_ok_and(|index: u64| index <= INDEX_MAX) {
                    return Err(expression::index_out_of_range(parameter, digits));
                }
            }
        }
    }
    Ok(())
}

fn check_name(parameter: &'static str, name: RawName<'_>) -> Result<(), AwsError> {
    match name {
        RawName::Plain(name) if is_reserved(name) => {
            Err(expression::reserved_word(parameter, name))
        }
        _ => Ok(()),
    }
}

fn check(
    parameter: &'static str,
    tree: &Tree<'_>,
    root: NodeId,
    place: Place,
) -> Result<(), AwsError> {
    let mut waiting = vec![(root, place)];
    while let Some((id, place)) = waiting.pop() {
        let node = &tree.nodes[id];
        let inside = match node {
            Node::Path(path) => {
                check_path(parameter, path)?;
                continue;
            }
            Node::Call(name, _) => {
                check_function(parameter, name, place)?;
                match place {
                    Place::Condition | Place::Operand => Place::Operand,
                    Place::Update | Place::UpdateArgument => Place::UpdateArgument,
                }
            }
            Node::Not(_) | Node::And(..) | Node::Or(..) => place,
            Node::Arithmetic(..) => Place::UpdateArgument,
            Node::Value(_) | Node::Compare(..) | Node::Between(..) | Node::In(..) => Place::Operand,
        };
        let first = waiting.len();
        node.for_each_part(|part| waiting.push((part, inside)));
        waiting[first..].reverse();
    }
    Ok(())
}

fn check_function(parameter: &'static str, name: &str, place: Place) -> Result<(), AwsError> {
    let Some(kind) = function_kind(name) else {
        return Err(expression::unknown_function(parameter, name));
    };
    match (place, kind) {
        (Place::Condition, FunctionKind::Condition)
        | (Place::Operand, FunctionKind::Operand)
        | (Place::Update, FunctionKind::Update) => Ok(()),
        // Recorded by ScyllaDB's public suite: of the two, only if_not_exists may be part of more.
        (Place::UpdateArgument, FunctionKind::Update) if name == "if_not_exists" => Ok(()),
        (Place::Condition | Place::Operand, FunctionKind::Update) => {
            Err(expression::function_not_in_condition(parameter, name))
        }
        (
            Place::Update | Place::UpdateArgument,
            FunctionKind::Condition | FunctionKind::Operand,
        ) => Err(expression::function_not_in_update(parameter, name)),
        _ => Err(expression::misused_function(parameter, name)),
    }
}
