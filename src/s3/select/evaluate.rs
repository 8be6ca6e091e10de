//! Answers an expression for one record. What is unknown stays unknown through it.

use crate::aws::error::AwsError;
use crate::s3::error::select::{evaluation, statement};

use super::cast::cast;
use super::csv::Record;
use super::expression::{Comparison, Expr, Literal, Node, PathStep};
use super::function::{int, text, trim};
use super::json::Json;
use super::json_output;
use super::like::is_like;
use super::timestamp::Timestamp;
use super::value::Value;

/// Longest text that an expression may become (AWS's list of errors: ColumnTooLong).
const COLUMN_BYTES_MAX: usize = 1024 * 1024;

/// One record.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    Csv(&'a Record),
    /// `None` when the way to the record led nowhere.
    Json(Option<&'a Json>),
}

/// All that an expression may ask for.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) row: Row<'a>,
    /// The results of the statement's aggregates, once all records are read.
    pub(super) aggregates: &'a [Value<'a>],
    pub(super) now: Timestamp,
}

/// Whether a condition holds; what is unknown does not.
pub(super) fn holds(condition: &Expr, scope: Scope<'_>) -> Result<bool, AwsError> {
    Ok(logical(&evaluate(condition, scope)?)? == Some(true))
}

pub(super) fn evaluate<'a>(expr: &'a Expr, scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    match &expr.node {
        Node::Literal(literal) => Ok(of_literal(literal)),
        Node::Path(_) => Err(evaluation::binding_does_not_exist()),
        Node::Column(column) => Ok(match scope.row {
            Row::Csv(record) => record.field(*column).map_or(Value::Missing, Value::text),
            Row::Json(_) => Value::Missing,
        }),
        Node::Inside(steps) => Ok(match scope.row {
            Row::Json(Some(json)) => inside(json, steps).map_or(Value::Missing, Value::from),
            _ => Value::Missing,
        }),
        Node::Aggregate(at) => Ok(scope.aggregates.get(*at).cloned().unwrap_or(Value::Null)),
        Node::Not(value) => {
            let value = logical(&evaluate(value, scope)?)?;
            Ok(truth(value.map(|bool| !bool)))
        }
        Node::And(all) => any_is(all, false, scope),
        Node::Or(all) => any_is(all, true, scope),
        Node::IsNull(value) => Ok(Value::Bool(evaluate(value, scope)?.is_unknown())),
        Node::IsMissing(value) => {
            let value = evaluate(value, scope)?;
            Ok(Value::Bool(matches!(value, Value::Missing)))
        }
        Node::Compare(comparison, operands) => {
            let [left, right] = both(operands, scope)?;
            Ok(truth(compare(*comparison, &left, &right)))
        }
        Node::In(value, list) => is_in(value, list, scope),
        Node::Between(operands) => {
            let [value, low, high] = &**operands;
            let value = evaluate(value, scope)?;
            let above = compare(Comparison::GreaterOrEqual, &value, &evaluate(low, scope)?);
            let below = compare(Comparison::LessOrEqual, &value, &evaluate(high, scope)?);
            Ok(truth(match (above, below) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }))
        }
        Node::Case { .. } => case(&expr.node, scope),
        _ => calculate(&expr.node, scope),
    }
}

/// What makes a value of values.
fn calculate<'a>(node: &'a Node, scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    match node {
        Node::Negate(value) => {
            let value = evaluate(value, scope)?;
            match (value.is_unknown(), value.as_number()) {
                (true, _) => Ok(value),
                (_, Some(number)) => number.negate().map(Value::Number),
                _ => Err(evaluation::incorrect_argument_type()),
            }
        }
        Node::Arithmetic(operation, operands) => {
            known(both(operands, scope)?, |left, right| {
                match (left.as_number(), right.as_number()) {
                    (Some(left), Some(right)) => {
                        left.calculate(*operation, right).map(Value::Number)
                    }
                    _ => Err(evaluation::incorrect_argument_type()),
                }
            })
        }
        Node::Concat(operands) => known(both(operands, scope)?, |left, right| {
            let (left, right) = (text(&left)?, text(&right)?);
            match left.len() + right.len() > COLUMN_BYTES_MAX {
                true => Err(evaluation::column_too_long()),
                false => Ok(Value::owned([left, right].concat())),
            }
        }),
        Node::Like(operands) => like(operands, scope),
        Node::Cast(value, target) => cast(evaluate(value, scope)?, *target),
        Node::Call(function, arguments) => function.call(all(arguments, scope)?, scope.now),
        Node::DateAdd(part, operands) => known(both(operands, scope)?, |amount, moment| {
            let Value::Timestamp(moment) = moment else {
                return Err(evaluation::incorrect_argument_type());
            };
            let moment = moment.add(*part, int(&amount)?);
            moment
                .map(Value::Timestamp)
                .ok_or_else(evaluation::value_parse_failure)
        }),
        Node::DateDiff(part, operands) => known(both(operands, scope)?, |from, to| {
            let (Value::Timestamp(from), Value::Timestamp(to)) = (from, to) else {
                return Err(evaluation::incorrect_argument_type());
            };
            from.until(*part, to)
                .map(Value::int)
                .ok_or_else(statement::expected_date_part)
        }),
        Node::Extract(part, value) => match evaluate(value, scope)? {
            Value::Timestamp(moment) => Ok(Value::int(moment.extract(*part))),
            value if value.is_unknown() => Ok(value),
            _ => Err(evaluation::incorrect_argument_type()),
        },
        Node::Trim(side, operands) => {
            let mut operands = all(operands, scope)?.into_iter();
            let value = operands.next().unwrap_or(Value::Missing);
            let characters = operands.next().unwrap_or(Value::text(" "));
            match (value.is_unknown(), characters.is_unknown()) {
                (true, _) => Ok(value),
                (_, true) => Ok(characters),
                _ => trim(*side, value, text(&characters)?),
            }
        }
        _ => Ok(Value::Missing),
    }
}

fn of_literal(literal: &Literal) -> Value<'_> {
    match literal {
        Literal::Null => Value::Null,
        Literal::Missing => Value::Missing,
        Literal::Bool(bool) => Value::Bool(*bool),
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::text(text),
        Literal::Timestamp(moment) => Value::Timestamp(*moment),
    }
}

/// Where a path leads, if it leads anywhere.
fn inside<'j>(json: &'j Json, steps: &[PathStep]) -> Option<&'j Json> {
    steps
        .iter()
        .try_fold(json, |json, step| match (json, step) {
            (Json::Struct(members), PathStep::Field(name)) => {
                let member = members.iter().find(|(own, _)| name.matches(own));
                member.map(|(_, value)| value)
            }
            (Json::List(values), PathStep::Index(index)) => values.get(*index),
            _ => None,
        })
}

fn both<'a>(operands: &'a [Expr; 2], scope: Scope<'a>) -> Result<[Value<'a>; 2], AwsError> {
    let [left, right] = operands;
    Ok([evaluate(left, scope)?, evaluate(right, scope)?])
}

fn all<'a>(operands: &'a [Expr], scope: Scope<'a>) -> Result<Vec<Value<'a>>, AwsError> {
    operands
        .iter()
        .map(|operand| evaluate(operand, scope))
        .collect()
}

/// Calculates with two values, unless one is unknown: then the result is it.
fn known<'a>(
    [left, right]: [Value<'a>; 2],
    calculate: impl FnOnce(Value<'a>, Value<'a>) -> Result<Value<'a>, AwsError>,
) -> Result<Value<'a>, AwsError> {
    match (left.is_unknown(), right.is_unknown()) {
        (true, _) => Ok(left),
        (_, true) => Ok(right),
        _ => calculate(left, right),
    }
}

fn truth<'a>(value: Option<bool>) -> Value<'a> {
    value.map_or(Value::Null, Value::Bool)
}

/// True, false or unknown; nothing else is a condition.
fn logical(value: &Value<'_>) -> Result<Option<bool>, AwsError> {
    match value {
        Value::Bool(bool) => Ok(Some(*bool)),
        Value::Null | Value::Missing => Ok(None),
        _ => Err(evaluation::incorrect_argument_type()),
    }
}

/// OR looks for a true one, AND for a false one; one that is unknown leaves it open.
fn any_is<'a>(all: &'a [Expr], wanted: bool, scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    let mut open = false;
    for value in all {
        match logical(&evaluate(value, scope)?)? {
            Some(found) if found == wanted => return Ok(Value::Bool(wanted)),
            Some(_) => {}
            None => open = true,
        }
    }
    Ok(truth((!open).then_some(!wanted)))
}

/// Values of different kinds are not equal, and neither is less.
fn compare(comparison: Comparison, left: &Value<'_>, right: &Value<'_>) -> Option<bool> {
    if left.is_unknown() || right.is_unknown() {
        return None;
    }
    let order = left.compare(right);
    match comparison {
        Comparison::Equal => Some(order.is_some_and(|order| order.is_eq())),
        Comparison::NotEqual => Some(order.is_none_or(|order| order.is_ne())),
        Comparison::Less => order.map(|order| order.is_lt()),
        Comparison::LessOrEqual => order.map(|order| order.is_le()),
        Comparison::Greater => order.map(|order| order.is_gt()),
        Comparison::GreaterOrEqual => order.map(|order| order.is_ge()),
    }
}

fn is_in<'a>(value: &'a Expr, list: &'a [Expr], scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    let value = evaluate(value, scope)?;
    let mut open = false;
    for other in list {
        match compare(Comparison::Equal, &value, &evaluate(other, scope)?) {
            Some(true) => return Ok(Value::Bool(true)),
            Some(false) => {}
            None => open = true,
        }
    }
    Ok(truth((!open).then_some(false)))
}

fn like<'a>(operands: &'a [Expr], scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    let operands = all(operands, scope)?;
    if operands.iter().any(Value::is_unknown) {
        return Ok(Value::Null);
    }
    let mut texts = operands.iter().map(|operand| match operand {
        Value::Text(text) => Ok(&**text),
        _ => Err(evaluation::like_invalid_inputs()),
    });
    let missing = || evaluation::like_invalid_inputs();
    let value = texts.next().ok_or_else(missing)??;
    let pattern = texts.next().ok_or_else(missing)??;
    let escape = texts.next().transpose()?;
    is_like(value, pattern, escape).map(Value::Bool)
}

fn case<'a>(node: &'a Node, scope: Scope<'a>) -> Result<Value<'a>, AwsError> {
    let Node::Case {
        operand,
        arms,
        otherwise,
    } = node
    else {
        return Ok(Value::Missing);
    };
    let operand = match operand {
        Some(operand) => Some(evaluate(operand, scope)?),
        None => None,
    };
    for (when, then) in arms {
        let fits = match &operand {
            None => holds(when, scope)?,
            Some(operand) => {
                let when = evaluate(when, scope)?;
                compare(Comparison::Equal, operand, &when) == Some(true)
            }
        };
        if fits {
            return evaluate(then, scope);
        }
    }
    match otherwise {
        Some(otherwise) => evaluate(otherwise, scope),
        None => Ok(Value::Null),
    }
}

/// A value as CSV shows it, and as a text in JSON would be without its quotes.
pub(super) fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Missing | Value::Null => String::new(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Timestamp(moment) => moment.to_string(),
        Value::Tree(json) => json_output::text(json),
    }
}
