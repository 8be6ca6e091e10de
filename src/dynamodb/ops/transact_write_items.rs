//! TransactWriteItems: up to 100 writes and checks in any tables, all of them or none (API
//! reference, "TransactWriteItems"). Of two that meet at an item one is made and the other cancelled.

use sha2::{Digest as _, Sha256};

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::definition::{Definition, IndexKind};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::page::{Reach, Reached, TooFar};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::engine::tokens::{Digest, First, ReadUnits, Turn};
use crate::dynamodb::engine::transaction::change_all;
use crate::dynamodb::error::transaction;
use crate::dynamodb::transaction_cost;
use crate::dynamodb::transaction_plan::make;
use crate::dynamodb::transaction_tables::TransactionTables;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::transaction::{
    self as validate, Action, Change, Language, actions_constraints,
};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::batch::ByTable;
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::transaction::{SentActions, canonical, read_actions};
use crate::dynamodb::wire::writer::Writer;

/// Characters of a ClientRequestToken (service model).
const TOKEN_CHARACTERS_MAX: usize = 36;

#[derive(Debug, Default)]
pub(crate) struct TransactWriteItemsInput {
    transact_items: Option<Vec<SentActions>>,
    return_consumed_capacity: Option<String>,
    return_item_collection_metrics: Option<String>,
    client_request_token: Option<String>,
}

impl Input for TransactWriteItemsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TransactItems" => self.transact_items = read_actions(reader)?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            "ReturnItemCollectionMetrics" => {
                self.return_item_collection_metrics = reader.string()?;
            }
            "ClientRequestToken" => self.client_request_token = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[derive(Default)]
pub(crate) struct TransactWriteItemsOutput {
    consumption: Option<Vec<Consumption>>,
    /// Partition keys by table.
    collections: Option<ByTable<Vec<Attributes>>>,
}

impl Output for TransactWriteItemsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
            if let Some(collections) = &self.collections {
                w.name("ItemCollectionMetrics").object(|w| {
                    for (table, keys) in collections {
                        w.name(table)
                            .list(keys, |w, key| w.item_collection_metrics(key));
                    }
                });
            }
        });
    }
}

/// A request that has passed every check that needs no table.
struct Checked {
    actions: Vec<Action>,
    token: Option<String>,
    /// Of the actions as they were sent.
    digest: Digest,
    capacity: ReturnConsumedCapacity,
    metrics: bool,
}

/// Errors, in order: the request's shape, IdempotentParameterMismatchException,
/// ResourceNotFoundException, an empty key, TransactionCanceledException for the first action that
/// does not fit its table, the same item twice, TransactionCanceledException for everything else. A
/// conflict with another transaction comes before all that needs the items.
pub(crate) fn transact_write_items(
    engine: &Engine,
    context: &RequestContext,
    input: TransactWriteItemsInput,
    reach: Reach,
) -> Result<Reached<TransactWriteItemsOutput>, AwsError> {
    let request = check(input)?;
    let Some(token) = &request.token else {
        return write(engine, context, &request, reach, None);
    };
    let slot = engine.tokens.slot(context.scope(), token);
    match slot.turn(reach, request.digest, engine.clock.unix_ms()) {
        Err(TooFar) => Ok(Err(TooFar)),
        Ok(Turn::Different) => Err(transaction::idempotent_parameter_mismatch()),
        Ok(Turn::Repeated(read_units)) => Ok(Ok(repeated(request.capacity, &read_units))),
        Ok(Turn::First(turn)) => write(engine, context, &request, reach, Some(turn)),
    }
}

/// Makes a transaction, under a token if it has one.
fn write(
    engine: &Engine,
    context: &RequestContext,
    request: &Checked,
    reach: Reach,
    turn: Option<First<'_>>,
) -> Result<Reached<TransactWriteItemsOutput>, AwsError> {
    let language = Language::TransactWriteItems;
    let actions = request.actions.iter();
    let asked = actions.map(|own| (own.table_name.as_str(), own.ask(language)));
    let tables = TransactionTables::find(engine, context, asked)?;
    let keys = || request.actions.iter().map(|own| own.change.attributes());
    if !reach.admits(tables.stored_bytes(keys()), true) {
        return Ok(Err(TooFar));
    }
    let _claimed = tables.claim(keys())?;
    let change = |states: &mut [State]| {
        let made = make(states, &tables, &request.actions)?;
        let output = TransactWriteItemsOutput {
            consumption: transaction_cost::of_writes(request.capacity, &tables, states, &made),
            collections: request
                .metrics
                .then(|| collections(&tables, states, &request.actions))
                .filter(|all| !all.is_empty()),
        };
        Ok::<_, AwsError>((output, transaction_cost::of_images(&tables, &made)))
    };
    let remember = |(_, read_units): &(_, Vec<ReadUnits>)| {
        if let Some(turn) = turn {
            turn.made(engine.clock.unix_ms(), read_units.clone());
        }
    };
    let made = change_all(tables.in_order(), change, remember);
    made.map(|(output, _)| Ok(output))
}

fn repeated(asked: ReturnConsumedCapacity, read_units: &[ReadUnits]) -> TransactWriteItemsOutput {
    TransactWriteItemsOutput {
        consumption: transaction_cost::of_repetition(asked, read_units),
        collections: None,
    }
}

/// Each written partition once; only tables with local indexes have collections.
fn collections(
    tables: &TransactionTables,
    states: &[State],
    actions: &[Action],
) -> ByTable<Vec<Attributes>> {
    let of_table = |(table, name): (usize, &str)| {
        let definition = &states[table].definition;
        definition.indexes_of(IndexKind::Local).next()?;
        let mut keys = Vec::new();
        for at in tables.actions_on(table) {
            if let Some(key) = partition(definition, &actions[at].change)
                && !keys.contains(&key)
            {
                keys.push(key);
            }
        }
        (!keys.is_empty()).then(|| (name.to_owned(), keys))
    };
    tables.named().filter_map(of_table).collect()
}

/// The partition that a change writes to.
fn partition(definition: &Definition, change: &Change) -> Option<Attributes> {
    if matches!(change, Change::Check(_)) {
        return None;
    }
    let partition = &definition.key.partition[0].name;
    let found = change.attributes().get_key_value(partition);
    found.map(|(name, value)| Attributes::from([(name.clone(), value.clone())]))
}

fn check(input: TransactWriteItemsInput) -> Result<Checked, AwsError> {
    let mut constraints = Constraints::default();
    let capacity = input.return_consumed_capacity.as_deref();
    let metrics = input.return_item_collection_metrics.as_deref();
    let token = input.client_request_token;
    actions_constraints(&mut constraints, input.transact_items.as_deref());
    batch::capacity(&mut constraints, capacity);
    batch::metrics(&mut constraints, metrics);
    constraints.length(
        "clientRequestToken",
        token.as_deref(),
        1,
        TOKEN_CHARACTERS_MAX,
    );
    constraints.check()?;

    let sent = input.transact_items.unwrap_or_default();
    let digest = match &token {
        Some(_) => Sha256::digest(canonical(&sent)).into(),
        None => Digest::default(),
    };
    Ok(Checked {
        actions: validate::actions(sent)?,
        token,
        digest,
        capacity: ReturnConsumedCapacity::of(capacity),
        metrics: metrics == Some("SIZE"),
    })
}
