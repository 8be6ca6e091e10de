//! What PutItem, UpdateItem and DeleteItem answer alike.

use super::consumed;
use super::engine::capacity::Written;
use super::engine::definition::{Definition, IndexKind};
use super::validate::item_write::WriteOptions;
use super::validate::options::ReturnValues;
use super::value::Attributes;
use super::wire::write_output::WriteOutput;

/// Tells of a write what its `options` ask for. `item` has the key; `attributes` is what ReturnValues
/// asks for.
pub(crate) fn write_output(
    options: WriteOptions,
    definition: &Definition,
    table_name: &str,
    written: &Written,
    item: &Attributes,
    attributes: Option<String>,
) -> WriteOutput {
    WriteOutput {
        attributes,
        consumption: consumed::by_writes(options.capacity, table_name, definition, [written]),
        collection: collection(options, definition, item),
    }
}

/// The item as it was, where nothing else can be asked for.
pub(crate) fn old_item(options: WriteOptions, written: &Written) -> Option<String> {
    let old = written.old.as_ref()?;
    (options.return_values == ReturnValues::AllOld).then(|| old.json().to_owned())
}

/// The partition key whose collection's metrics an answer shows: only tables with local indexes
/// have collections.
fn collection(
    options: WriteOptions,
    definition: &Definition,
    item: &Attributes,
) -> Option<Attributes> {
    let mut local = definition.indexes_of(IndexKind::Local);
    if !options.metrics || local.next().is_none() {
        return None;
    }
    let partition = definition.key.partition.iter();
    let key = partition.filter_map(|own| item.get_key_value(&own.name));
    Some(
        key.map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}
