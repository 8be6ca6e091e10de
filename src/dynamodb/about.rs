//! What item requests tell the conditions of policies.

use super::access::ask::About;
use super::engine::definition::KeySchema;
use super::expression::{Condition, Projection, Update};
use super::validate::item_write::WriteOptions;
use super::validate::options::ReturnConsumedCapacity;
use super::value::Attributes;

/// A read of items by their keys.
pub(crate) fn of_gets<'k>(
    key: &KeySchema,
    keys: impl IntoIterator<Item = &'k Attributes>,
    projection: Option<&Projection>,
    capacity: Option<ReturnConsumedCapacity>,
) -> About {
    About {
        select: Some(match projection {
            Some(_) => "SPECIFIC_ATTRIBUTES",
            None => "ALL_ATTRIBUTES",
        }),
        return_consumed_capacity: capacity.map(ReturnConsumedCapacity::name),
        ..About::default()
    }
    .naming(key, keys)
    .with_attributes(projection.into_iter().flat_map(Projection::attributes))
}

/// A write of one item; `values` are its key, or all of it.
pub(crate) fn of_write(
    key: &KeySchema,
    values: &Attributes,
    update: Option<&Update>,
    condition: Option<&Condition>,
    options: Option<WriteOptions>,
) -> About {
    let targets = update.into_iter().flat_map(Update::targets);
    About {
        return_values: options.map(|own| own.return_values.name()),
        return_consumed_capacity: options.map(|own| own.capacity.name()),
        ..About::default()
    }
    .naming(key, [values])
    .with_attributes(targets.map(|path| path.attribute.as_str()))
    .with_attributes(condition.into_iter().flat_map(Condition::attributes))
}
