//! Expression parameters: which may stand together, and their substitution maps.

use crate::aws::error::AwsError;
use crate::dynamodb::error::parameters;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::expression::Placeholders;
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::parameters::Substitutions;

/// The name of a parameter, and whether the request has it.
pub(crate) type Parameter = (&'static str, bool);

/// Refuses expressions beside older parameters, and substitution maps without an expression.
/// `with_values` are those expressions that could use a value.
pub(crate) fn refuse_mixture(
    wording: Wording,
    legacy: &[Parameter],
    expressions: &[Parameter],
    with_values: &[&str],
    substitutions: &Substitutions,
) -> Result<(), AwsError> {
    let sent = |all: &[Parameter]| -> Vec<&'static str> {
        all.iter()
            .filter(|(_, sent)| *sent)
            .map(|(name, _)| *name)
            .collect()
    };
    let expressions = sent(expressions);
    let legacy = sent(legacy);
    if !expressions.is_empty() && !legacy.is_empty() {
        return Err(wording.refuse(parameters::mixed(&legacy, &expressions)));
    }
    if substitutions.names.is_some() && expressions.is_empty() {
        return Err(wording.refuse(parameters::NAMES_WITHOUT_EXPRESSION));
    }
    let usable = with_values.iter().any(|name| expressions.contains(name));
    if substitutions.values.is_some() && !usable && !with_values.is_empty() {
        let message = parameters::values_without_expression(wording, with_values);
        return Err(wording.refuse(message));
    }
    Ok(())
}

/// The substitution maps, checked: keys first, then values.
pub(crate) fn placeholders(
    wording: Wording,
    substitutions: Substitutions,
) -> Result<Placeholders, AwsError> {
    let mut problem = None;
    let values = substitutions.values.map(|sent| {
        let mut values = Attributes::new();
        for (name, single) in sent {
            if let (Some(first), None) = (single.problem, &problem) {
                problem = Some(first.message_for_placeholder(wording, &name));
            }
            values.insert(name, single.value);
        }
        values
    });
    let placeholders = Placeholders::new(substitutions.names, values)
        .map_err(|error| wording.reword(error))?
        .worded(wording);
    match problem {
        Some(message) => Err(wording.refuse(message)),
        None => Ok(placeholders),
    }
}

/// An item or a key without a problem.
pub(crate) fn sound(wording: Wording, values: Values) -> Result<Attributes, AwsError> {
    match values.problem {
        Some(problem) => Err(wording.refuse(problem.message(wording))),
        None => Ok(values.attributes),
    }
}

/// The same attribute named twice in AttributesToGet.
pub(crate) fn refuse_repeated(wording: Wording, names: &[String]) -> Result<(), AwsError> {
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            return Err(wording.refuse(parameters::repeated_attribute(name)));
        }
    }
    Ok(())
}
