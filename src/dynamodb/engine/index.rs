//! How an item stands in a secondary index: whether, where, and with which attributes.

use super::definition::{IndexDefinition, KeySchema, Projection};
use super::item::Item;
use super::key::{Key, encode_partition, encode_parts};
use crate::dynamodb::value::Attributes;

/// An item's place in its table; none if a key attribute is missing or of the wrong type.
pub(crate) fn table_key(schema: &KeySchema, item: &Attributes) -> Option<Key> {
    let parts = schema.scalars(item)?;
    let mut bytes = Vec::with_capacity(64);
    encode_partition(&parts.partition, &mut bytes);
    encode_parts(&parts.sort, &mut bytes);
    Some(Key::from_bytes(&bytes))
}

/// An item's place in an index; none if the index does not hold it.
pub(crate) fn index_key(
    index: &IndexDefinition,
    table: &KeySchema,
    item: &Attributes,
) -> Option<Key> {
    let own = index.key.scalars(item)?;
    let of_table = table.scalars(item)?;
    let mut bytes = Vec::with_capacity(96);
    encode_partition(&own.partition, &mut bytes);
    encode_parts(&own.sort, &mut bytes);
    let whole: Vec<_> = of_table
        .partition
        .into_iter()
        .chain(of_table.sort)
        .collect();
    encode_partition(&whole, &mut bytes);
    Some(Key::from_bytes(&bytes))
}

/// What an index keeps of an item; `whole` is the item itself.
pub(crate) fn projected(
    index: &IndexDefinition,
    table: &KeySchema,
    whole: &Item,
    attributes: &Attributes,
) -> Item {
    if index.projection == Projection::All {
        return whole.clone();
    }
    let kept = attributes
        .iter()
        .filter(|(name, _)| index.projects(name, table))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Item::new(&kept)
}
