//! The older parameters, from what was sent to what the expression room understands.

use std::collections::BTreeMap;

use super::constraints::Constraints;
use super::options::CONDITIONAL_OPERATORS;
use crate::aws::error::AwsError;
use crate::dynamodb::error::parameters;
use crate::dynamodb::error::wording::{NEWER_UNKNOWN_CONDITIONAL_OPERATOR, Wording};
use crate::dynamodb::expression::legacy::{
    AttributeUpdate, ComparisonOperator, ConditionalOperator, ExpectedAttribute, LegacyCondition,
    UpdateAction,
};
use crate::dynamodb::value::AttributeValue;
use crate::dynamodb::wire::attribute::SingleValue;
use crate::dynamodb::wire::legacy::{Entries, SentCondition, SentExpected, SentUpdate};

/// ComparisonOperator, as AWS lists its values.
const OPERATORS: [&str; 13] = [
    "IN",
    "NULL",
    "BETWEEN",
    "LT",
    "NOT_CONTAINS",
    "EQ",
    "GT",
    "NOT_NULL",
    "NE",
    "LE",
    "BEGINS_WITH",
    "GE",
    "CONTAINS",
];
/// Action, as AWS lists its values.
const ACTIONS: [&str; 3] = ["ADD", "DELETE", "PUT"];

/// The newer layer's check of ConditionalOperator, before all constraints.
pub(crate) fn refuse_unknown_operator(
    wording: Wording,
    operator: Option<&str>,
    conditions: usize,
) -> Result<(), AwsError> {
    match operator {
        Some(operator)
            if wording.is_newer()
                && conditions > 1
                && !CONDITIONAL_OPERATORS.contains(&operator) =>
        {
            Err(wording.refuse(NEWER_UNKNOWN_CONDITIONAL_OPERATOR))
        }
        _ => Ok(()),
    }
}

/// A ConditionalOperator has to have something to join.
pub(crate) fn refuse_idle_operator(
    wording: Wording,
    operator: Option<&str>,
    conditions: usize,
) -> Result<(), AwsError> {
    match (operator, conditions) {
        (Some(_), 0) => Err(wording.refuse(parameters::OPERATOR_WITHOUT_CONDITIONS)),
        (Some(_), 1) => Err(wording.refuse(parameters::OPERATOR_WITH_ONE_CONDITION)),
        _ => Ok(()),
    }
}

pub(crate) fn expected_constraints(
    constraints: &mut Constraints,
    sent: Option<&Entries<SentExpected>>,
) {
    for (name, entry) in sent.into_iter().flatten() {
        let path = format!("expected.{name}.member.comparisonOperator");
        constraints.one_of(&path, entry.operator.as_deref(), &OPERATORS);
    }
}

/// `parameter` is the member's name, its first letter small.
pub(crate) fn condition_constraints(
    constraints: &mut Constraints,
    parameter: &str,
    sent: Option<&Entries<SentCondition>>,
) {
    for (name, entry) in sent.into_iter().flatten() {
        let path = format!("{parameter}.{name}.member.comparisonOperator");
        constraints.not_null(&path, entry.operator.as_ref());
        constraints.one_of(&path, entry.operator.as_deref(), &OPERATORS);
    }
}

pub(crate) fn update_constraints(
    constraints: &mut Constraints,
    sent: Option<&Entries<SentUpdate>>,
) {
    for (name, entry) in sent.into_iter().flatten() {
        let path = format!("attributeUpdates.{name}.member.action");
        constraints.one_of(&path, entry.action.as_deref(), &ACTIONS);
    }
}

pub(crate) fn expected(
    wording: Wording,
    sent: Entries<SentExpected>,
) -> Result<BTreeMap<String, ExpectedAttribute>, AwsError> {
    by_name(sent, |entry| {
        Ok(ExpectedAttribute {
            value: entry.value.map(|value| sound(wording, value)).transpose()?,
            exists: entry.exists,
            operator: entry
                .operator
                .as_deref()
                .and_then(ComparisonOperator::parse),
            values: entry.values.map(|list| all(wording, list)).transpose()?,
        })
    })
}

pub(crate) fn conditions(
    wording: Wording,
    sent: Entries<SentCondition>,
) -> Result<BTreeMap<String, LegacyCondition>, AwsError> {
    by_name(sent, |entry| {
        let operator = entry
            .operator
            .as_deref()
            .and_then(ComparisonOperator::parse);
        Ok(LegacyCondition {
            operator: operator.expect("condition_constraints has let only known operators pass"),
            values: all(wording, entry.values.unwrap_or_default())?,
        })
    })
}

pub(crate) fn updates(
    wording: Wording,
    sent: Entries<SentUpdate>,
) -> Result<BTreeMap<String, AttributeUpdate>, AwsError> {
    by_name(sent, |entry| {
        Ok(AttributeUpdate {
            action: match entry.action.as_deref() {
                Some("ADD") => UpdateAction::Add,
                Some("DELETE") => UpdateAction::Delete,
                _ => UpdateAction::Put,
            },
            value: entry.value.map(|value| sound(wording, value)).transpose()?,
        })
    })
}

/// A ConditionalOperator that passed its constraint.
pub(crate) fn conditional_operator(text: Option<&str>) -> ConditionalOperator {
    match text {
        Some("OR") => ConditionalOperator::Or,
        _ => ConditionalOperator::And,
    }
}

/// A value without a problem.
pub(crate) fn sound(wording: Wording, value: SingleValue) -> Result<AttributeValue, AwsError> {
    match value.problem {
        Some(problem) => Err(wording.refuse(problem.message(wording))),
        None => Ok(value.value),
    }
}

fn all(wording: Wording, values: Vec<SingleValue>) -> Result<Vec<AttributeValue>, AwsError> {
    values
        .into_iter()
        .map(|value| sound(wording, value))
        .collect()
}

fn by_name<S, T>(
    sent: Entries<S>,
    check: impl Fn(S) -> Result<T, AwsError>,
) -> Result<BTreeMap<String, T>, AwsError> {
    sent.into_iter()
        .map(|(name, entry)| Ok((name, check(entry)?)))
        .collect()
}
