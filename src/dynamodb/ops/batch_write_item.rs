//! BatchWriteItem: up to 25 puts and deletes in any tables (API reference, "BatchWriteItem"). All of
//! them are checked before the first is made, and each table changes in one step.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::access::ask::{About, Ask};
use crate::dynamodb::consumed;
use crate::dynamodb::engine::capacity::Written;
use crate::dynamodb::engine::definition::{Definition, IndexKind, KeySchema};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::page::{Reach, Reached, TooFar};
use crate::dynamodb::engine::table::Table;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{constraint, item, key};
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::throttle;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::sound;
use crate::dynamodb::validate::keys::{ITEM_BYTES_MAX, check_batch_item, check_key};
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::value::{Attributes, item_size_bytes};
use crate::dynamodb::wire::batch::{ByTable, SentWrite, read_writes, shown_writes};
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const WORDING: Wording = wording::BATCH_WRITE_ITEM;
const WRITES_MAX: usize = 25;

#[derive(Debug, Default)]
pub(crate) struct BatchWriteItemInput {
    request_items: Option<ByTable<Vec<SentWrite>>>,
    return_consumed_capacity: Option<String>,
    return_item_collection_metrics: Option<String>,
}

impl Input for BatchWriteItemInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "RequestItems" => self.request_items = read_writes(reader)?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            "ReturnItemCollectionMetrics" => {
                self.return_item_collection_metrics = reader.string()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[derive(Default)]
pub(crate) struct BatchWriteItemOutput {
    /// What limits on demand did not let through.
    unprocessed: ByTable<Vec<Write>>,
    consumption: Option<Vec<Consumption>>,
    /// Partition keys by table.
    collections: Option<ByTable<Vec<Attributes>>>,
}

impl Output for BatchWriteItemOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("UnprocessedItems").object(|w| {
                for (table, writes) in &self.unprocessed {
                    w.name(table).list(writes, |w, own| own.write(w));
                }
            });
            if let Some(collections) = &self.collections {
                w.name("ItemCollectionMetrics").object(|w| {
                    for (table, keys) in collections {
                        w.name(table)
                            .list(keys, |w, key| w.item_collection_metrics(key));
                    }
                });
            }
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
        });
    }
}

enum Write {
    Put(Attributes),
    Delete(Attributes),
}

impl Write {
    /// As the request named it.
    fn write(&self, w: &mut Writer) {
        let (request, member) = match self {
            Self::Put(_) => ("PutRequest", "Item"),
            Self::Delete(_) => ("DeleteRequest", "Key"),
        };
        w.object(|w| {
            w.name(request)
                .object(|w| w.name(member).attributes(self.attributes()));
        });
    }

    fn attributes(&self) -> &Attributes {
        match self {
            Self::Put(attributes) | Self::Delete(attributes) => attributes,
        }
    }
}

/// The writes of one table, with their places.
struct TableWrites {
    name: String,
    table: Arc<Table>,
    definition: Arc<Definition>,
    writes: Vec<(Key, Write)>,
}

/// Errors, in order: the request's shape, ResourceNotFoundException, key and index key problems,
/// the same key twice, and ThrottlingException if no write at all was let through.
pub(crate) fn batch_write_item(
    engine: &Engine,
    context: &RequestContext,
    input: BatchWriteItemInput,
    reach: Reach,
) -> Result<Reached<BatchWriteItemOutput>, AwsError> {
    let capacity = input.return_consumed_capacity.clone();
    let asked = ReturnConsumedCapacity::of(capacity.as_deref());
    let metrics = input.return_item_collection_metrics.as_deref() == Some("SIZE");
    let tables = check(input)?
        .into_iter()
        .map(|(name, writes)| find_and_place(engine, context, name, writes))
        .collect::<Result<Vec<_>, _>>()?;
    if !reach.admits(tables.iter().map(TableWrites::decoded_bytes).sum(), true) {
        return Ok(Err(TooFar));
    }
    let mut output = BatchWriteItemOutput {
        unprocessed: ByTable::new(),
        consumption: (asked != ReturnConsumedCapacity::None).then(Vec::new),
        collections: metrics.then(ByTable::new),
    };
    let (mut throttled, mut count) = (None, 0);
    for table in tables {
        if let Some(collections) = &mut output.collections {
            collections.extend(table.collections());
        }
        let (name, definition) = (table.name.clone(), Arc::clone(&table.definition));
        let made = table.write();
        count += made.written.len();
        if let Some(all) = &mut output.consumption {
            all.extend(consumed::by_writes(
                asked,
                &name,
                &definition,
                &made.written,
            ));
        }
        if !made.refused.is_empty() {
            throttled = made.throttled;
            output.unprocessed.push((name, made.refused));
        }
    }
    output.collections = output.collections.filter(|all| !all.is_empty());
    match throttled {
        Some(error) if count == 0 => Err(error),
        _ => Ok(Ok(output)),
    }
}

/// What became of the writes of one table.
#[derive(Default)]
struct MadeWrites {
    written: Vec<Written>,
    /// Those that were not let through, and what was said of the last of them.
    refused: Vec<Write>,
    throttled: Option<AwsError>,
}

impl TableWrites {
    /// Of stored items that are taken apart, which their entries in indexes need.
    fn decoded_bytes(&self) -> usize {
        let state = self.table.state();
        let stored = |(place, _): &(Key, Write)| state.items.get(place).map_or(0, Item::size_bytes);
        match state.indexes.is_empty() {
            true => 0,
            false => self.writes.iter().map(stored).sum(),
        }
    }

    fn write(self) -> MadeWrites {
        let writes = self.writes;
        let made = self.table.change(|state| {
            let mut made = MadeWrites::default();
            for (place, write) in writes {
                let before = state.is_limited().then(|| state.clone());
                let written = match &write {
                    Write::Put(item) => state.put(place, Item::new(item), item),
                    Write::Delete(_) => state.delete(&place),
                };
                match throttle::write(state, written.table_units, &written.indexes) {
                    Ok(()) => made.written.push(written),
                    Err(error) => {
                        *state = before.expect("only a limited table refuses a write");
                        made.refused.push(write);
                        made.throttled = Some(error);
                    }
                }
            }
            Ok::<_, Infallible>(made)
        });
        let Ok(made) = made;
        made
    }

    /// Each partition once; only a table with local indexes has collections.
    fn collections(&self) -> Option<(String, Vec<Attributes>)> {
        self.definition.indexes_of(IndexKind::Local).next()?;
        let partition = &self.definition.key.partition[0].name;
        let mut keys: Vec<Attributes> = Vec::new();
        for (_, write) in &self.writes {
            let found = write.attributes().get_key_value(partition);
            let key = found.map(|(name, value)| (name.clone(), value.clone()));
            let key = key.into_iter().collect();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Some((self.name.clone(), keys))
    }
}

fn find_and_place(
    engine: &Engine,
    context: &RequestContext,
    name: String,
    writes: Vec<Write>,
) -> Result<TableWrites, AwsError> {
    let about =
        |key: &KeySchema| About::default().naming(key, writes.iter().map(Write::attributes));
    let ask = Ask::to("BatchWriteItem").about(&about);
    let table = table_of(engine, context, &name, &ask)?;
    let definition = Arc::clone(&table.state().definition);
    let mut taken = BTreeSet::new();
    let mut placed = Vec::with_capacity(writes.len());
    for write in writes {
        match &write {
            Write::Put(item) => check_batch_item(&definition, item)?,
            Write::Delete(key) => check_key(&definition.key, key)?,
        }
        let place = table_key(&definition.key, write.attributes());
        let place = place.ok_or_else(key::schema_mismatch)?;
        if !taken.insert(place.clone()) {
            return Err(key::repeated_in_batch());
        }
        placed.push((place, write));
    }
    Ok(TableWrites {
        name,
        table,
        definition,
        writes: placed,
    })
}

fn check(input: BatchWriteItemInput) -> Result<ByTable<Vec<Write>>, AwsError> {
    check_shape(&input)?;
    let sent = input.request_items.unwrap_or_default();
    if sent.iter().map(|(_, writes)| writes.len()).sum::<usize>() > WRITES_MAX {
        return Err(item::too_many_writes());
    }
    let mut tables = ByTable::new();
    for (name, writes) in sent {
        let writes = writes.into_iter().map(check_write);
        tables.push((name, writes.collect::<Result<_, _>>()?));
    }
    Ok(tables)
}

fn check_shape(input: &BatchWriteItemInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    let metrics = input.return_item_collection_metrics.as_deref();
    batch::metrics(&mut constraints, metrics);
    // Recorded: beside an unknown value AWS does not tell of a table's name.
    let tells_names = constraints.is_empty();
    constraints.not_null("requestItems", input.request_items.as_ref());
    if let Some(tables) = &input.request_items {
        if tables.is_empty() && tells_names {
            return Err(item::empty_batch_write(WORDING));
        }
        if tells_names {
            batch::table_names(&mut constraints, tables, || shown_writes(tables));
        }
        let legal = |writes: &Vec<SentWrite>| (1..=WRITES_MAX).contains(&writes.len());
        if !tables.iter().all(|(_, writes)| legal(writes)) {
            let problem = constraint::write_request_values();
            let shown = shown_writes(tables);
            constraints.note(constraint::broken(Some(&shown), "requestItems", &problem));
        }
        for (table, writes) in tables {
            for (at, write) in writes.iter().enumerate() {
                let path = format!("requestItems.{table}.member.{}.member", at + 1);
                if let Some(put) = &write.put {
                    constraints.not_null(&format!("{path}.putRequest.item"), put.as_ref());
                }
                if let Some(delete) = &write.delete {
                    constraints.not_null(&format!("{path}.deleteRequest.key"), delete.as_ref());
                }
            }
        }
    }
    constraints.check()
}

fn check_write(sent: SentWrite) -> Result<Write, AwsError> {
    match (sent.put.flatten(), sent.delete.flatten()) {
        (Some(item), None) => {
            let attributes = sound(WORDING, item)?;
            match item_size_bytes(&attributes) > ITEM_BYTES_MAX {
                true => Err(item::too_large()),
                false => Ok(Write::Put(attributes)),
            }
        }
        (None, Some(key)) => Ok(Write::Delete(sound(WORDING, key)?)),
        _ => Err(item::no_single_write_request()),
    }
}
