//! From SET and REMOVE to an update of the same kind as UpdateItem's.

use std::sync::Arc;

use super::token::Position;
use super::tree::{Expression, Kind, UpdateAction};
use super::values::{Parameters, is_value, value};
use crate::aws::error::AwsError;
use crate::dynamodb::error::{expression, partiql};
use crate::dynamodb::expression::update::{Action, Assigned, Operand};
use crate::dynamodb::expression::{Path, Update, overlap};
use crate::dynamodb::value::AttributeValue;

/// The update that actions stand for.
pub(super) fn update(
    actions: &[UpdateAction],
    parameters: &Parameters,
) -> Result<Update, AwsError> {
    let action = |action: &UpdateAction| match action {
        UpdateAction::Remove(path) => Ok(Action::Remove(path.clone())),
        UpdateAction::Set(path, expression) => set(path, expression, parameters),
    };
    let actions = actions.iter().map(action).collect::<Result<Vec<_>, _>>()?;
    let update = Update::new(actions);
    overlap::check("", update.targets())?;
    Ok(update)
}

fn set(path: &Path, own: &Expression, parameters: &Parameters) -> Result<Action, AwsError> {
    if let Kind::Call(name, arguments) = &own.kind
        && matches!(name.as_str(), "set_add" | "set_delete")
    {
        let name = name.to_uppercase();
        let members = set_function(path, own.at, &name, arguments, parameters)?;
        return Ok(match name.as_str() {
            "SET_ADD" => Action::Add(path.clone(), members),
            _ => Action::Delete(path.clone(), members),
        });
    }
    let assigned = match &own.kind {
        Kind::Arithmetic(operator, operands) => {
            let [left, right] = operands.as_ref();
            let (left, right) = (operand(left, parameters)?, operand(right, parameters)?);
            match *operator {
                "+" | "-" => only("N", operator, [&left, &right])?,
                other => return Err(partiql::update_operator(other)),
            }
            match *operator {
                "+" => Assigned::Sum(left, right),
                _ => Assigned::Difference(left, right),
            }
        }
        _ => Assigned::Operand(operand(own, parameters)?),
    };
    Ok(Action::Set(path.clone(), assigned))
}

/// The set that is added or deleted. The place of a bad second argument is that of the first
/// (recorded).
fn set_function(
    target: &Path,
    at: Position,
    name: &str,
    arguments: &[Expression],
    parameters: &Parameters,
) -> Result<Arc<AttributeValue>, AwsError> {
    let [first, second] = arguments else {
        return Err(partiql::set_function_count(name, at));
    };
    if !matches!(&first.kind, Kind::Path(path) if path == target) {
        return Err(partiql::set_function_target(name, at));
    }
    let members = match is_value(second) {
        true => value(second, parameters)?,
        false => return Err(partiql::set_function_value(name, first.at)),
    };
    match members {
        AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => {
            Ok(Arc::new(members))
        }
        _ => Err(partiql::set_function_value(name, first.at)),
    }
}

fn operand(own: &Expression, parameters: &Parameters) -> Result<Operand, AwsError> {
    match &own.kind {
        Kind::Path(path) => Ok(Operand::Path(path.clone())),
        Kind::Call(name, arguments) if name == "list_append" => {
            let [first, second] = arguments.as_slice() else {
                return Err(expression::operand_count("", name, arguments.len()));
            };
            let (first, second) = (operand(first, parameters)?, operand(second, parameters)?);
            only("L", name, [&first, &second])?;
            Ok(Operand::ListAppend(Box::new(first), Box::new(second)))
        }
        Kind::Call(name, _) => Err(partiql::unrecognized_function(name, own.at)),
        Kind::Is(..) => Err(partiql::is_in_update()),
        Kind::Arithmetic(operator, _) => Err(partiql::update_operator(operator)),
        Kind::Compare(comparator, _) => Err(partiql::update_operator(comparator.symbol())),
        Kind::And(_) => Err(partiql::update_operator("AND")),
        Kind::Or(_) => Err(partiql::update_operator("OR")),
        Kind::Not(_) => Err(partiql::update_operator("NOT")),
        Kind::In(_) => Err(partiql::update_operator("IN")),
        Kind::Between(_) => Err(partiql::update_operator("BETWEEN")),
        Kind::Like(_) => Err(partiql::update_operator("LIKE")),
        _ => value(own, parameters).map(|value| Operand::Value(Arc::new(value))),
    }
}

/// Refuses operands whose type is known, and another.
fn only(type_name: &str, operator: &str, operands: [&Operand; 2]) -> Result<(), AwsError> {
    for operand in operands {
        let known = match operand {
            Operand::Value(value) => value.type_name(),
            Operand::ListAppend(..) => "L",
            Operand::Path(_) | Operand::IfNotExists(..) => continue,
        };
        if known != type_name {
            return Err(expression::operand_type("", operator, known));
        }
    }
    Ok(())
}
