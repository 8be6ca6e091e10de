//! What PutItem, UpdateItem and DeleteItem check alike.

use super::constraints::Constraints;
use super::expressions::{Parameter, placeholders, refuse_mixture};
use super::legacy;
use super::names::{data_plane_name, refuse_empty_name};
use super::options::{
    CONDITIONAL_OPERATORS, ON_CONDITION_FAILURE, RETURN_METRICS, ReturnConsumedCapacity,
    ReturnValues,
};
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{item, key, parameters, transaction};
use crate::dynamodb::expression::legacy as older;
use crate::dynamodb::expression::{
    Condition, ExpressionKind, Placeholders, Update, parse_condition,
};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::legacy::{Entries, SentExpected};
use crate::dynamodb::wire::parameters::WriteParameters;

pub(crate) const WORDING: Wording = wording::WRITE;

/// What an answer should carry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WriteOptions {
    pub(crate) return_values: ReturnValues,
    pub(crate) capacity: ReturnConsumedCapacity,
    pub(crate) metrics: bool,
    /// Whether a failed condition shows the stored item.
    pub(crate) item_on_failure: bool,
}

/// The newer layer's checks, which stop at the first problem. AWS makes them only if the request
/// has its item or key.
pub(crate) fn newer_checks(sent: &WriteParameters) -> Result<(), AwsError> {
    refuse_empty_name(WORDING, sent.table_name.as_deref())?;
    let conditions = sent.expected.as_ref().map_or(0, Vec::len);
    legacy::refuse_unknown_operator(WORDING, sent.conditional_operator.as_deref(), conditions)
}

/// The constraints that come before those of the item or key.
pub(crate) fn leading_constraints(constraints: &mut Constraints, sent: &WriteParameters) {
    constraints.one_of(
        "returnConsumedCapacity",
        sent.return_consumed_capacity.as_deref(),
        &ReturnConsumedCapacity::ALL,
    );
    data_plane_name(constraints, sent.table_name.as_deref());
}

pub(crate) fn condition_constraints(constraints: &mut Constraints, sent: &WriteParameters) {
    constraints.one_of(
        "conditionalOperator",
        sent.conditional_operator.as_deref(),
        &CONDITIONAL_OPERATORS,
    );
    legacy::expected_constraints(constraints, sent.expected.as_ref());
}

pub(crate) fn return_values_constraint(constraints: &mut Constraints, sent: &WriteParameters) {
    let value = sent.return_values.as_deref();
    constraints.one_of("returnValues", value, &ReturnValues::ALL);
}

pub(crate) fn metrics_constraint(constraints: &mut Constraints, sent: &WriteParameters) {
    constraints.one_of(
        "returnItemCollectionMetrics",
        sent.return_item_collection_metrics.as_deref(),
        &RETURN_METRICS,
    );
}

pub(crate) fn on_failure_constraint(constraints: &mut Constraints, sent: &WriteParameters) {
    constraints.one_of(
        "returnValuesOnConditionCheckFailure",
        sent.return_values_on_condition_check_failure.as_deref(),
        &ON_CONDITION_FAILURE,
    );
}

/// The options of a request that passed its constraints.
pub(crate) fn options(sent: &WriteParameters) -> WriteOptions {
    WriteOptions {
        return_values: ReturnValues::of(sent.return_values.as_deref()),
        capacity: ReturnConsumedCapacity::of(sent.return_consumed_capacity.as_deref()),
        metrics: sent.return_item_collection_metrics.as_deref() == Some("SIZE"),
        item_on_failure: sent.return_values_on_condition_check_failure.as_deref()
            == Some("ALL_OLD"),
    }
}

/// Refuses a mixture of ConditionExpression and Expected; `more` are the operation's own pairs.
pub(crate) fn refuse_mixed_conditions(
    sent: &WriteParameters,
    older: &[Parameter],
    expressions: &[Parameter],
) -> Result<(), AwsError> {
    let mut older = older.to_vec();
    older.push(("Expected", sent.expected.is_some()));
    let mut expressions = expressions.to_vec();
    expressions.push(("ConditionExpression", sent.condition_expression.is_some()));
    let with_values: Vec<_> = expressions.iter().map(|(name, _)| *name).collect();
    refuse_mixture(
        WORDING,
        &older,
        &expressions,
        &with_values,
        &sent.substitutions,
    )?;
    let conditions = sent.expected.as_ref().map_or(0, Vec::len);
    legacy::refuse_idle_operator(WORDING, sent.conditional_operator.as_deref(), conditions)
}

/// ReturnValues where only the item before can be returned.
pub(crate) fn refuse_new_values(sent: &WriteParameters) -> Result<(), AwsError> {
    match ReturnValues::of(sent.return_values.as_deref()) {
        ReturnValues::None | ReturnValues::AllOld => Ok(()),
        _ => Err(WORDING.refuse(parameters::RETURN_VALUES_OLD_ONLY)),
    }
}

/// Expected, as the condition it stands for.
pub(crate) fn expected_condition(
    expected: Option<Entries<SentExpected>>,
    operator: Option<&str>,
) -> Result<Option<Condition>, AwsError> {
    let Some(expected) = expected else {
        return Ok(None);
    };
    let expected = legacy::expected(WORDING, expected)?;
    older::expected(expected, legacy::conditional_operator(operator))
        .map(Some)
        .map_err(|error| WORDING.reword(error))
}

/// ConditionExpression, parsed.
pub(crate) fn expression_condition(
    text: Option<&str>,
    placeholders: &mut Placeholders,
) -> Result<Option<Condition>, AwsError> {
    text.map(|text| parse_condition(ExpressionKind::Condition, text, placeholders))
        .transpose()
        .map_err(|error| WORDING.reword(error))
}

/// The condition of a request that has no other expression: PutItem and DeleteItem.
pub(crate) fn only_condition(sent: WriteParameters) -> Result<Option<Condition>, AwsError> {
    let expected = expected_condition(sent.expected, sent.conditional_operator.as_deref())?;
    let mut placeholders = placeholders(WORDING, sent.substitutions)?;
    let condition = expression_condition(sent.condition_expression.as_deref(), &mut placeholders)?;
    refuse_unused(&placeholders)?;
    Ok(condition.or(expected))
}

pub(crate) fn refuse_unused(placeholders: &Placeholders) -> Result<(), AwsError> {
    placeholders
        .check_unused()
        .map_err(|error| WORDING.reword(error))
}

/// Refuses a condition that reads into a key attribute.
pub(crate) fn refuse_documents(
    definition: &Definition,
    condition: Option<&Condition>,
) -> Result<(), AwsError> {
    let documents = condition.into_iter().flat_map(Condition::documents);
    super::keys::refuse_documents(definition, documents)
}

/// Refuses a write of an item that a transaction is about to write.
pub(crate) fn refuse_conflict(state: &State, place: &Key) -> Result<(), AwsError> {
    match state.claims.has(place) {
        true => Err(transaction::conflict()),
        false => Ok(()),
    }
}

/// Refuses a write whose condition does not hold for the stored item.
pub(crate) fn check_condition(
    condition: Option<&Condition>,
    stored: Option<&Item>,
    options: WriteOptions,
) -> Result<(), AwsError> {
    if holds(condition, stored) {
        return Ok(());
    }
    let shown = stored.filter(|_| options.item_on_failure).map(Item::json);
    Err(item::condition_failed(shown))
}

/// Whether a condition holds for the stored item; a missing one does.
pub(crate) fn holds(condition: Option<&Condition>, stored: Option<&Item>) -> bool {
    let Some(condition) = condition else {
        return true;
    };
    let attributes = match stored {
        Some(item) => item.only(|name| condition.attributes().any(|own| own == name)),
        None => Attributes::new(),
    };
    condition.matches(&attributes)
}

/// Key attributes are never updated, and keys are never documents.
pub(crate) fn check_targets(
    definition: &Definition,
    update: Option<&Update>,
) -> Result<(), AwsError> {
    let Some(update) = update else {
        return Ok(());
    };
    for attribute in definition.key.attributes() {
        if update
            .targets()
            .any(|path| path.attribute == attribute.name)
        {
            return Err(key::part_of_key(&attribute.name));
        }
    }
    super::keys::check_given_index_keys(definition, |name| update.given_type(name))?;
    super::keys::refuse_documents(definition, update.documents())
}
