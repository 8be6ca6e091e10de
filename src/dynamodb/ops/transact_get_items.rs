//! TransactGetItems: up to 100 items of any tables, all as they are at one moment (API reference,
//! "TransactGetItems").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::Definition;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::key::Key;
use crate::dynamodb::engine::page::{Reach, Reached, TooFar};
use crate::dynamodb::engine::transaction::state_of_all;
use crate::dynamodb::error::key;
use crate::dynamodb::error::transaction::{CancellationReason, canceled, payload_too_large};
use crate::dynamodb::expression::Projection;
use crate::dynamodb::transaction_cost;
use crate::dynamodb::transaction_tables::TransactionTables;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::keys::{check_key, refuse_documents};
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::read::shown;
use crate::dynamodb::validate::transaction::{
    self as validate, Get, PAYLOAD_BYTES_MAX, gets_constraints,
};
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::transaction::{SentGet, read_gets};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct TransactGetItemsInput {
    transact_items: Option<Vec<Option<SentGet>>>,
    return_consumed_capacity: Option<String>,
}

impl Input for TransactGetItemsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TransactItems" => self.transact_items = read_gets(reader)?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct TransactGetItemsOutput {
    /// In the order of the request.
    responses: Vec<Option<Item>>,
    consumption: Option<Vec<Consumption>>,
}

impl Output for TransactGetItemsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
            w.name("Responses").list(&self.responses, |w, item| {
                w.object(|w| {
                    if let Some(item) = item {
                        w.name("Item").json(item.json());
                    }
                });
            });
        });
    }
}

/// Errors, in order: the request's shape, ResourceNotFoundException, TransactionCanceledException
/// for the first key that does not fit, the same item twice, more than 4 MB of items,
/// TransactionCanceledException for limits on demand.
pub(crate) fn transact_get_items(
    engine: &Engine,
    context: &RequestContext,
    input: TransactGetItemsInput,
    reach: Reach,
) -> Result<Reached<TransactGetItemsOutput>, AwsError> {
    let asked = ReturnConsumedCapacity::of(input.return_consumed_capacity.as_deref());
    let gets = check(input)?;
    let reads = gets.iter().map(|get| (get.table_name.as_str(), get.ask()));
    let tables = TransactionTables::find(engine, context, reads)?;
    let states = state_of_all(tables.in_order());
    let state = |at: usize| states[tables.of_action(at)].as_ref();

    let mut places = Vec::with_capacity(gets.len());
    for (at, get) in gets.iter().enumerate() {
        match place(&state(at).definition, get) {
            Ok(place) => places.push(place),
            Err(error) => {
                let mut reasons = vec![CancellationReason::None; gets.len()];
                reasons[at] = CancellationReason::of(&error);
                return Err(canceled(&reasons));
            }
        }
    }
    tables.refuse_repeated(&places)?;
    tables.refuse_claimed(&states, &places)?;

    let stored: Vec<_> = places
        .iter()
        .enumerate()
        .map(|(at, place)| state(at).items.get(place))
        .collect();
    let bytes_of = |at: usize| stored[at].map_or(0, Item::size_bytes);
    let bytes = (0..gets.len()).map(bytes_of).sum();
    if bytes > PAYLOAD_BYTES_MAX {
        return Err(payload_too_large(bytes));
    }
    let decodes = gets.iter().any(|get| get.projection.is_some());
    if !reach.admits(bytes, decodes) {
        return Ok(Err(TooFar));
    }
    transaction_cost::draw_reads(&tables, &states, gets.len(), bytes_of)?;
    Ok(Ok(TransactGetItemsOutput {
        responses: stored
            .iter()
            .zip(&gets)
            .map(|(item, get)| visible((*item)?, get.projection.as_ref()))
            .collect(),
        consumption: transaction_cost::of_reads(asked, &tables, bytes_of),
    }))
}

/// The place of an item that is read, if its key fits the table.
fn place(definition: &Definition, get: &Get) -> Result<Key, AwsError> {
    check_key(&definition.key, &get.key)?;
    let documents = get.projection.iter().flat_map(Projection::documents);
    refuse_documents(definition, documents)?;
    table_key(&definition.key, &get.key).ok_or_else(key::schema_mismatch)
}

/// What an answer shows of an item: nothing at all if its projection picks nothing.
fn visible(item: &Item, projection: Option<&Projection>) -> Option<Item> {
    let item = shown(item, projection);
    (item.size_bytes() > 0).then_some(item)
}

fn check(input: TransactGetItemsInput) -> Result<Vec<Get>, AwsError> {
    let mut constraints = Constraints::default();
    gets_constraints(&mut constraints, input.transact_items.as_deref());
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    constraints.check()?;
    validate::gets(input.transact_items.unwrap_or_default())
}
