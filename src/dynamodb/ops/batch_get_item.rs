//! BatchGetItem: up to 100 items of any tables (API reference, "BatchGetItem"). What would make the
//! answer longer than 16 MB comes back as UnprocessedKeys.

use std::sync::Arc;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::consumed;
use crate::dynamodb::engine::capacity::{HalfUnits, read_units};
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::page::{Reach, Reached, TooFar};
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::error::{constraint, item, key, parameters};
use crate::dynamodb::expression::Projection;
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::throttle;
use crate::dynamodb::validate::batch;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::{refuse_mixture, sound};
use crate::dynamodb::validate::keys::{check_key, refuse_documents};
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::read::{self, shown};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::batch::{ByTable, KeysAndAttributes, read_gets, shown_gets, shown_keys};
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const WORDING: Wording = wording::BATCH_GET_ITEM;
const KEYS_MAX: usize = 100;
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct BatchGetItemInput {
    request_items: Option<ByTable<KeysAndAttributes>>,
    return_consumed_capacity: Option<String>,
}

impl Input for BatchGetItemInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "RequestItems" => self.request_items = read_gets(reader)?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

#[derive(Default)]
pub(crate) struct BatchGetItemOutput {
    responses: ByTable<Vec<Item>>,
    unprocessed: Vec<(TableGets, Vec<Attributes>)>,
    consumption: Option<Vec<Consumption>>,
}

impl Output for BatchGetItemOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("Responses").object(|w| {
                for (table, items) in &self.responses {
                    w.name(table).list(items, |w, item| w.json(item.json()));
                }
            });
            w.name("UnprocessedKeys").object(|w| {
                for (table, keys) in &self.unprocessed {
                    table.write_unprocessed(w, keys);
                }
            });
            if let Some(consumption) = &self.consumption {
                w.name("ConsumedCapacity")
                    .list(consumption, |w, own| own.write(w));
            }
        });
    }
}

/// What is asked of one table, checked.
struct TableGets {
    name: String,
    keys: Vec<Attributes>,
    consistent: bool,
    projection: Option<Projection>,
    /// As they were sent, for keys that are not processed.
    attributes_to_get: Option<Vec<String>>,
    projection_expression: Option<String>,
    names: Vec<(String, String)>,
}

impl TableGets {
    fn write_unprocessed(&self, w: &mut Writer, keys: &[Attributes]) {
        w.name(&self.name).object(|w| {
            w.name("Keys").list(keys, |w, key| w.attributes(key));
            if let Some(names) = &self.attributes_to_get {
                w.name("AttributesToGet")
                    .list(names, |w, name| w.text(name));
            }
            if self.consistent {
                w.name("ConsistentRead").plain(true);
            }
            if let Some(expression) = &self.projection_expression {
                w.name("ProjectionExpression").text(expression);
            }
            if !self.names.is_empty() {
                w.name("ExpressionAttributeNames").object(|w| {
                    for (placeholder, name) in &self.names {
                        w.name(placeholder).text(name);
                    }
                });
            }
        });
    }
}

/// Errors, in order: the request's shape, ResourceNotFoundException, key problems, and
/// ThrottlingException if no key at all was let through.
pub(crate) fn batch_get_item(
    engine: &Engine,
    context: &RequestContext,
    input: BatchGetItemInput,
    reach: Reach,
) -> Result<Reached<BatchGetItemOutput>, AwsError> {
    let capacity = input.return_consumed_capacity.clone();
    let asked = ReturnConsumedCapacity::of(capacity.as_deref());
    let tables = check(input)?
        .into_iter()
        .map(|gets| {
            let about = |key: &KeySchema| {
                about::of_gets(key, &gets.keys, gets.projection.as_ref(), Some(asked))
            };
            let ask = Ask::to("BatchGetItem").about(&about);
            Ok((state_of(engine, context, &gets.name, &ask)?, gets))
        })
        .collect::<Result<Vec<_>, AwsError>>()?;
    for (state, gets) in &tables {
        for key in &gets.keys {
            check_key(&state.definition.key, key)?;
        }
        let documents = gets.projection.iter().flat_map(Projection::documents);
        refuse_documents(&state.definition, documents)?;
    }
    if !is_within(reach, &tables) {
        return Ok(Err(TooFar));
    }
    let mut output = BatchGetItemOutput {
        consumption: (asked != ReturnConsumedCapacity::None).then(Vec::new),
        ..BatchGetItemOutput::default()
    };
    let mut batch = Batch::default();
    for (state, gets) in tables {
        batch.read_table(&state, gets, asked, &mut output);
    }
    match batch.throttled {
        Some(error) if batch.keys_read == 0 => Err(error),
        _ => Ok(Ok(output)),
    }
}

fn is_within(reach: Reach, tables: &[(Arc<State>, TableGets)]) -> bool {
    let bytes_of = |(state, gets): &(Arc<State>, TableGets)| -> usize {
        let stored = gets.keys.iter().filter_map(|key| state.get(key));
        stored.map(Item::size_bytes).sum()
    };
    let decodes = tables.iter().any(|(_, gets)| gets.projection.is_some());
    reach.admits(tables.iter().map(bytes_of).sum(), decodes)
}

/// How far a batch came.
#[derive(Default)]
struct Batch {
    answer_bytes: usize,
    keys_read: usize,
    /// What was said of the last key that a limit on demand did not let through.
    throttled: Option<AwsError>,
}

impl Batch {
    fn read_table(
        &mut self,
        state: &Arc<State>,
        gets: TableGets,
        asked: ReturnConsumedCapacity,
        output: &mut BatchGetItemOutput,
    ) {
        let mut units = HalfUnits::default();
        let mut items = Vec::new();
        let mut unprocessed = Vec::new();
        for key in &gets.keys {
            let stored = state.get(key);
            let bytes = stored.map_or(0, Item::size_bytes);
            let own_units = read_units(bytes, gets.consistent);
            if !self.admits(state, bytes, own_units) {
                unprocessed.push(key.clone());
                continue;
            }
            units += own_units;
            items.extend(stored.map(|item| shown(item, gets.projection.as_ref())));
        }
        if let Some(all) = &mut output.consumption {
            all.extend(consumed::by_reads(
                asked,
                &gets.name,
                &state.definition,
                units,
                None,
            ));
        }
        output.responses.push((gets.name.clone(), items));
        if !unprocessed.is_empty() {
            output.unprocessed.push((gets, unprocessed));
        }
    }

    /// Whether there is room for an item, and its table lets it be read.
    fn admits(&mut self, state: &State, bytes: usize, units: HalfUnits) -> bool {
        if self.answer_bytes + bytes > ANSWER_BYTES_MAX {
            return false;
        }
        if let Err(error) = throttle::read(state, units, None) {
            self.throttled = Some(error);
            return false;
        }
        self.answer_bytes += bytes;
        self.keys_read += 1;
        true
    }
}

fn check(input: BatchGetItemInput) -> Result<Vec<TableGets>, AwsError> {
    check_shape(&input)?;
    let sent = input.request_items.unwrap_or_default();
    let any = |has: fn(&KeysAndAttributes) -> bool| sent.iter().any(|(_, own)| has(own));
    if any(|own| own.attributes_to_get.is_some()) && any(|own| own.projection_expression.is_some())
    {
        let message = parameters::mixed(&["AttributesToGet"], &["ProjectionExpression"]);
        return Err(WORDING.refuse(message));
    }
    let tables = sent
        .into_iter()
        .map(|(name, sent)| check_table(name, sent))
        .collect::<Result<Vec<_>, _>>()?;
    match tables.iter().map(|own| own.keys.len()).sum::<usize>() > KEYS_MAX {
        true => Err(item::too_many_keys()),
        false => Ok(tables),
    }
}

fn check_shape(input: &BatchGetItemInput) -> Result<(), AwsError> {
    let mut constraints = Constraints::default();
    constraints.not_null("requestItems", input.request_items.as_ref());
    if let Some(tables) = &input.request_items {
        if tables.is_empty() {
            let problem = constraint::length_at_least(1);
            let (newer, older) = ("RequestItems", "requestItems");
            constraints.note(constraint::broken_in(
                WORDING, &"{}", newer, older, &problem,
            ));
        }
        batch::table_names(&mut constraints, tables, || shown_gets(tables));
        for (name, sent) in tables {
            check_keys_and_attributes(&mut constraints, name, sent);
        }
    }
    batch::capacity(&mut constraints, input.return_consumed_capacity.as_deref());
    constraints.check()
}

fn check_keys_and_attributes(constraints: &mut Constraints, table: &str, sent: &KeysAndAttributes) {
    let newer_path = format!("RequestItems.{table}.member.Keys");
    let path = format!("requestItems.{table}.member.keys");
    let broken = |problem: &str| {
        let shown = shown_keys(sent.keys.as_deref().unwrap_or_default());
        constraint::broken_in(WORDING, &shown, &newer_path, &path, problem)
    };
    match sent.keys.as_ref().map(Vec::len) {
        None => {
            constraints.not_null::<()>(&path, None);
        }
        Some(0) => {
            let problem = constraint::length_at_least(1);
            constraints.note(broken(&problem));
        }
        Some(count) if count > KEYS_MAX => {
            let problem = constraint::length_at_most(KEYS_MAX);
            constraints.note(broken(&problem));
        }
        Some(_) => {}
    }
    if let Some(names) = &sent.attributes_to_get {
        let path = format!("requestItems.{table}.member.attributesToGet");
        let shown = format!("[{}]", names.join(", "));
        constraints.count(&shown, &path, names.len(), 1, 255);
    }
}

fn check_table(name: String, sent: KeysAndAttributes) -> Result<TableGets, AwsError> {
    refuse_mixture(
        WORDING,
        &[("AttributesToGet", sent.attributes_to_get.is_some())],
        &[("ProjectionExpression", sent.projection_expression.is_some())],
        &[],
        &sent.substitutions,
    )?;
    let names = sent.substitutions.names.iter().flatten();
    let names = names
        .map(|(key, name)| (key.clone(), name.clone()))
        .collect();
    let projection = read::only_projection(
        WORDING,
        sent.attributes_to_get.clone(),
        sent.projection_expression.as_deref(),
        sent.substitutions,
    )?;
    let mut keys: Vec<Attributes> = Vec::new();
    for values in sent.keys.unwrap_or_default() {
        let key = sound(WORDING, values)?;
        if keys.contains(&key) {
            return Err(key::repeated_in_batch());
        }
        keys.push(key);
    }
    Ok(TableGets {
        name,
        keys,
        consistent: sent.consistent_read.unwrap_or(false),
        projection,
        attributes_to_get: sent.attributes_to_get,
        projection_expression: sent.projection_expression,
        names,
    })
}
