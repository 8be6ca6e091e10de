//! What AWS refuses in the older parameters, entry by entry.

use super::operator::ComparisonOperator;
use super::shapes::{AttributeUpdate, ExpectedAttribute, UpdateAction};
use crate::aws::error::AwsError;
use crate::dynamodb::error::legacy;
use crate::dynamodb::expression::condition::order;
use crate::dynamodb::value::AttributeValue;

/// An entry of Expected, whose members exclude each other.
pub(super) fn expected(name: &str, attribute: &ExpectedAttribute) -> Result<(), AwsError> {
    if attribute.values.is_some() && attribute.value.is_some() {
        return Err(legacy::value_and_list(name));
    }
    let Some(operator) = attribute.operator else {
        if attribute.values.is_some() {
            return Err(legacy::list_without_operator(name));
        }
        return match (attribute.exists, &attribute.value) {
            (Some(false), Some(_)) => Err(legacy::value_of_missing(name)),
            (Some(false), None) | (_, Some(_)) => Ok(()),
            (exists, None) => Err(legacy::no_value(name, exists)),
        };
    };
    if attribute.exists.is_some() {
        return Err(legacy::exists_and_operator(name));
    }
    let values = match (&attribute.values, &attribute.value) {
        (Some(values), _) => values.as_slice(),
        (None, Some(value)) => std::slice::from_ref(value),
        (None, None) if takes_nothing(operator) => &[],
        (None, None) => return Err(legacy::operator_without_value(operator.name(), name)),
    };
    condition(operator, values)
}

fn takes_nothing(operator: ComparisonOperator) -> bool {
    matches!(
        operator,
        ComparisonOperator::Null | ComparisonOperator::NotNull
    )
}

/// An operator with its values: their number, that they are of one type, that the operator works on
/// that type, and that a range isn't empty.
pub(super) fn condition(
    operator: ComparisonOperator,
    values: &[AttributeValue],
) -> Result<(), AwsError> {
    let count_fits = match operator {
        ComparisonOperator::Null | ComparisonOperator::NotNull => values.is_empty(),
        ComparisonOperator::In => !values.is_empty(),
        ComparisonOperator::Between => values.len() == 2,
        _ => values.len() == 1,
    };
    if !count_fits {
        return Err(legacy::argument_count(operator.name()));
    }
    let mut types = values.iter().map(AttributeValue::type_name);
    if let Some(first) = types.next() {
        if types.any(|other| other != first) {
            return Err(legacy::mixed_types());
        }
        if !works_on(operator, first) {
            return Err(legacy::argument_type(operator.name(), first));
        }
    }
    match (operator, values) {
        (ComparisonOperator::Between, [low, high])
            if order(low, high).is_some_and(|order| order.is_gt()) =>
        {
            Err(legacy::bounds_reversed())
        }
        _ => Ok(()),
    }
}

/// "Condition", API reference: lists, maps, booleans and null can be told equal or not.
fn works_on(operator: ComparisonOperator, type_name: &str) -> bool {
    match operator {
        ComparisonOperator::Eq | ComparisonOperator::Ne => true,
        ComparisonOperator::BeginsWith => matches!(type_name, "S" | "B"),
        _ => matches!(type_name, "S" | "N" | "B"),
    }
}

/// An entry of AttributeUpdates.
pub(super) fn attribute_update(update: &AttributeUpdate) -> Result<(), AwsError> {
    let Some(value) = &update.value else {
        return match update.action {
            UpdateAction::Delete => Ok(()),
            UpdateAction::Put | UpdateAction::Add => Err(legacy::only_delete_without_value()),
        };
    };
    let type_name = value.type_name();
    let set = matches!(type_name, "SS" | "NS" | "BS");
    match update.action {
        UpdateAction::Delete if !set => Err(legacy::delete_of_type(type_name)),
        UpdateAction::Add if !set && !matches!(type_name, "N" | "L") => {
            Err(legacy::add_of_type(type_name))
        }
        _ => Ok(()),
    }
}
