//! What the operations on PartiQL statements check alike before they read one.

use super::constraints::Constraints;
use super::options::ON_CONDITION_FAILURE;
use crate::aws::error::AwsError;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::value::AttributeValue;
use crate::dynamodb::wire::attribute::SingleValue;
use crate::dynamodb::wire::statement::SentStatement;

/// Recorded for parameters (Parity Suite, partiqlParameterNumbers.test.ts).
const WORDING: Wording = wording::PARTIQL;
/// Characters of a statement (service model).
const STATEMENT_CHARACTERS_MAX: usize = 8192;

/// The constraints of one statement; `prefix` is the path to its members, `statements.1.member.`.
pub(crate) fn statement_constraints(
    constraints: &mut Constraints,
    prefix: &str,
    sent: &SentStatement,
) {
    let path = format!("{prefix}statement");
    constraints.not_null(&path, sent.statement.as_ref());
    let statement = sent.statement.as_deref();
    constraints.length(&path, statement, 1, STATEMENT_CHARACTERS_MAX);
    if sent.parameters.as_ref().is_some_and(Vec::is_empty) {
        constraints.count(&"[]", &format!("{prefix}parameters"), 0, 1, usize::MAX);
    }
    constraints.one_of(
        &format!("{prefix}returnValuesOnConditionCheckFailure"),
        sent.return_values_on_condition_check_failure.as_deref(),
        &ON_CONDITION_FAILURE,
    );
}

/// The values of parameters that are in order. AWS looks at them before it reads the statement.
pub(crate) fn parameters(sent: Option<Vec<SingleValue>>) -> Result<Vec<AttributeValue>, AwsError> {
    let value = |single: SingleValue| match single.problem {
        Some(problem) => Err(WORDING.refuse(problem.message(WORDING))),
        None => Ok(single.value),
    };
    sent.unwrap_or_default().into_iter().map(value).collect()
}

/// Whether a failed condition shows the stored item.
pub(crate) fn item_on_failure(sent: &SentStatement) -> bool {
    sent.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD")
}
