//! Keys and items against a table's schema, after the table has been found.

use super::vectors;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{
    Definition, IndexDefinition, IndexKind, KeyAttribute, KeySchema,
};
use crate::dynamodb::error::{key, page};
use crate::dynamodb::value::{AttributeValue, Attributes};

/// An item at most ("Item sizes", Developer Guide).
pub(crate) const ITEM_BYTES_MAX: usize = 409_600;
const PARTITION_KEY_BYTES_MAX: usize = 2048;
const SORT_KEY_BYTES_MAX: usize = 1024;

/// A key that has to be exactly the table's.
pub(crate) fn check_key(schema: &KeySchema, given: &Attributes) -> Result<(), AwsError> {
    if given.len() != schema.len() {
        return Err(key::schema_mismatch());
    }
    for (attribute, limit) in with_limits(schema) {
        match given.get(&attribute.name) {
            Some(value) if attribute.kind.fits(value) => check_scalar(attribute, value, limit)?,
            _ => return Err(key::schema_mismatch()),
        }
    }
    Ok(())
}

/// An item that is about to be put: its key, and what its indexes are keyed by.
pub(crate) fn check_item(definition: &Definition, item: &Attributes) -> Result<(), AwsError> {
    for (attribute, limit) in with_limits(&definition.key) {
        let Some(value) = item.get(&attribute.name) else {
            return Err(key::missing_in_item(&attribute.name));
        };
        if !attribute.kind.fits(value) {
            return Err(key::type_mismatch(
                &attribute.name,
                attribute.kind.name(),
                value.type_name(),
            ));
        }
        check_scalar(attribute, value, limit)?;
    }
    check_index_keys(definition, item)
}

/// As [`check_item`], for a batch: AWS says only that the key does not match.
pub(crate) fn check_batch_item(definition: &Definition, item: &Attributes) -> Result<(), AwsError> {
    for (attribute, limit) in with_limits(&definition.key) {
        match item.get(&attribute.name) {
            Some(value) if attribute.kind.fits(value) => check_scalar(attribute, value, limit)?,
            _ => return Err(key::schema_mismatch()),
        }
    }
    check_index_keys(definition, item)
}

/// The attributes by which a table's indexes are keyed, where an item has them.
fn check_index_keys(definition: &Definition, item: &Attributes) -> Result<(), AwsError> {
    for (index, attribute, limit) in index_attributes(definition) {
        if let Some(value) = item.get(&attribute.name) {
            check_index_type(index, attribute, value.type_name())?;
            if let Some(kind) = empty_kind(value) {
                return Err(key::index_empty(&attribute.name, kind, &index.name));
            }
            limit.check(value)?;
        }
    }
    vectors::check_item(definition, item, |_| true)
}

/// The type that a request itself gives to an attribute that indexes are keyed by.
pub(crate) fn check_given_index_keys(
    definition: &Definition,
    given_type: impl Fn(&str) -> Option<&'static str>,
) -> Result<(), AwsError> {
    for (index, attribute, _) in index_attributes(definition) {
        if let Some(actual) = given_type(&attribute.name) {
            check_index_type(index, attribute, actual)?;
        }
    }
    Ok(())
}

/// As [`check_index_keys`] for an item that an update made. What it did not touch stays as it is,
/// even if an index that came later cannot hold it.
pub(crate) fn check_updated_index_keys(
    definition: &Definition,
    item: &Attributes,
    touched: impl Fn(&str) -> bool,
) -> Result<(), AwsError> {
    for (_, attribute, limit) in index_attributes(definition) {
        let value = item.get(&attribute.name);
        if let Some(value) = value.filter(|_| touched(&attribute.name)) {
            if !attribute.kind.fits(value) {
                return Err(key::unsupported_index_key());
            }
            if let Some(kind) = empty_kind(value) {
                return Err(key::updated_index_empty(kind));
            }
            limit.check(value)?;
        }
    }
    vectors::check_item(definition, item, touched)
}

/// Empty keys, which are refused before anything else is said of an item or a key.
pub(crate) fn refuse_empty_keys(
    definition: &Definition,
    given: &Attributes,
) -> Result<(), AwsError> {
    for attribute in definition.key.attributes() {
        if let Some(kind) = given.get(&attribute.name).and_then(empty_kind) {
            return Err(key::empty(&attribute.name, kind));
        }
    }
    Ok(())
}

/// As [`refuse_empty_keys`], for the attributes that indexes are keyed by.
pub(crate) fn refuse_empty_index_keys(
    definition: &Definition,
    item: &Attributes,
) -> Result<(), AwsError> {
    for (index, attribute, _) in index_attributes(definition) {
        if let Some(kind) = item.get(&attribute.name).and_then(empty_kind) {
            return Err(key::index_empty(&attribute.name, kind, &index.name));
        }
    }
    Ok(())
}

/// As [`refuse_empty_index_keys`], for an item that an update made.
pub(crate) fn refuse_updated_empty_index_keys(
    definition: &Definition,
    item: &Attributes,
    touched: impl Fn(&str) -> bool,
) -> Result<(), AwsError> {
    for (_, attribute, _) in index_attributes(definition) {
        let value = item.get(&attribute.name);
        let value = value.filter(|_| touched(&attribute.name));
        if let Some(kind) = value.and_then(empty_kind) {
            return Err(key::updated_index_empty(kind));
        }
    }
    Ok(())
}

/// Global indexes first, as AWS checks them.
fn index_attributes(
    definition: &Definition,
) -> impl Iterator<Item = (&IndexDefinition, &KeyAttribute, Limit)> {
    let global = definition.indexes_of(IndexKind::Global);
    let local = definition.indexes_of(IndexKind::Local);
    global.chain(local).flat_map(|(_, index)| {
        with_limits(&index.key).map(move |(attribute, limit)| (index, attribute, limit))
    })
}

fn check_index_type(
    index: &IndexDefinition,
    attribute: &KeyAttribute,
    actual: &str,
) -> Result<(), AwsError> {
    let expected = attribute.kind.name();
    match actual == expected {
        true => Ok(()),
        false => Err(key::index_type_mismatch(
            &attribute.name,
            expected,
            actual,
            &index.name,
        )),
    }
}

/// A starting key's part that belongs to the walked table or index.
pub(crate) fn check_start_attribute(
    schema: &KeySchema,
    attribute: &KeyAttribute,
    start: &Attributes,
) -> Result<(), AwsError> {
    let value = start.get(&attribute.name);
    let value = value.ok_or_else(page::start_key_invalid)?;
    match attribute.kind.fits(value) {
        true => check_key_value(schema, attribute, value),
        false => Err(key::schema_mismatch()),
    }
}

/// Key attributes are scalars: no expression may read into one.
pub(crate) fn refuse_documents<'a>(
    definition: &Definition,
    documents: impl Iterator<Item = &'a str>,
) -> Result<(), AwsError> {
    let documents: Vec<_> = documents.collect();
    if documents.is_empty() {
        return Ok(());
    }
    for attribute in definition.key.attributes() {
        if documents.contains(&attribute.name.as_str()) {
            return Err(key::not_scalar(&attribute.name));
        }
    }
    for (_, attribute, _) in index_attributes(definition) {
        if documents.contains(&attribute.name.as_str()) {
            return Err(key::index_key_not_scalar(&attribute.name));
        }
    }
    Ok(())
}

/// A value that a query pins a key attribute to.
pub(crate) fn check_key_value(
    schema: &KeySchema,
    attribute: &KeyAttribute,
    value: &AttributeValue,
) -> Result<(), AwsError> {
    match with_limits(schema).find(|(own, _)| *own == attribute) {
        Some((_, limit)) => check_scalar(attribute, value, limit),
        None => Ok(()),
    }
}

/// How long a key attribute may be, and what AWS says of a longer one.
#[derive(Clone, Copy)]
struct Limit {
    bytes_max: usize,
    refusal: fn() -> AwsError,
}

impl Limit {
    fn check(self, value: &AttributeValue) -> Result<(), AwsError> {
        match value.size_bytes() > self.bytes_max {
            true => Err((self.refusal)()),
            false => Ok(()),
        }
    }
}

fn with_limits(schema: &KeySchema) -> impl Iterator<Item = (&KeyAttribute, Limit)> {
    let partition = Limit {
        bytes_max: PARTITION_KEY_BYTES_MAX,
        refusal: key::partition_too_long,
    };
    let sort = Limit {
        bytes_max: SORT_KEY_BYTES_MAX,
        refusal: key::sort_too_long,
    };
    let partition = schema.partition.iter().map(move |own| (own, partition));
    partition.chain(schema.sort.iter().map(move |own| (own, sort)))
}

fn check_scalar(
    attribute: &KeyAttribute,
    value: &AttributeValue,
    limit: Limit,
) -> Result<(), AwsError> {
    if let Some(kind) = empty_kind(value) {
        return Err(key::empty(&attribute.name, kind));
    }
    limit.check(value)
}

fn empty_kind(value: &AttributeValue) -> Option<&'static str> {
    match value {
        AttributeValue::S(text) if text.is_empty() => Some("string"),
        AttributeValue::B(bytes) if bytes.is_empty() => Some("binary"),
        _ => None,
    }
}
