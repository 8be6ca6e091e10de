//! What reads check alike, and what their projections show.

use super::constraints::Constraints;
use super::expressions::{placeholders, refuse_repeated};
use crate::aws::error::AwsError;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::wording::Wording;
use crate::dynamodb::expression::legacy::attributes_to_get;
use crate::dynamodb::expression::{Projection, parse_projection};
use crate::dynamodb::wire::parameters::Substitutions;

/// AttributesToGet has 1 to 255 names.
pub(crate) fn attributes_constraint(constraints: &mut Constraints, names: Option<&[String]>) {
    if let Some(names) = names {
        let shown = format!("[{}]", names.join(", "));
        constraints.count(&shown, "attributesToGet", names.len(), 1, 255);
    }
}

/// AttributesToGet, as the projection it stands for.
pub(crate) fn older_projection(
    wording: Wording,
    names: Option<Vec<String>>,
) -> Result<Option<Projection>, AwsError> {
    let Some(names) = names else {
        return Ok(None);
    };
    refuse_repeated(wording, &names)?;
    Ok(Some(attributes_to_get(names)))
}

/// The projection of a request that has no other expression.
pub(crate) fn only_projection(
    wording: Wording,
    names: Option<Vec<String>>,
    expression: Option<&str>,
    substitutions: Substitutions,
) -> Result<Option<Projection>, AwsError> {
    let older = older_projection(wording, names)?;
    let mut placeholders = placeholders(wording, substitutions)?;
    let projection = expression
        .map(|text| parse_projection(text, &mut placeholders))
        .transpose()?;
    placeholders.check_unused()?;
    Ok(projection.or(older))
}

/// What an answer shows of an item: all of it without decoding, or what a projection picks.
pub(crate) fn shown(item: &Item, projection: Option<&Projection>) -> Item {
    let Some(projection) = projection else {
        return item.clone();
    };
    let attributes = item.only(|name| projection.attributes().any(|own| own == name));
    Item::new(&projection.apply(&attributes))
}
