//! GetItem: one item by its key (API reference, "GetItem").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::consumed;
use crate::dynamodb::engine::capacity::read_units;
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::wording::{self, Wording};
use crate::dynamodb::expression::Projection;
use crate::dynamodb::lookup::state_of;
use crate::dynamodb::throttle;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::{refuse_mixture, sound};
use crate::dynamodb::validate::keys::{check_key, refuse_documents};
use crate::dynamodb::validate::names::{data_plane_name, refuse_empty_name};
use crate::dynamodb::validate::options::ReturnConsumedCapacity;
use crate::dynamodb::validate::read::{self, shown};
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::consumption::Consumption;
use crate::dynamodb::wire::parameters::Substitutions;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

const WORDING: Wording = wording::GET_ITEM;

#[derive(Debug, Default)]
pub(crate) struct GetItemInput {
    table_name: Option<String>,
    key: Option<Values>,
    attributes_to_get: Option<Vec<String>>,
    consistent_read: Option<bool>,
    return_consumed_capacity: Option<String>,
    projection_expression: Option<String>,
    substitutions: Substitutions,
}

impl Input for GetItemInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "TableName" => self.table_name = reader.string()?,
            "Key" => self.key = Values::read(reader)?,
            "AttributesToGet" => self.attributes_to_get = reader.strings()?,
            "ConsistentRead" => self.consistent_read = reader.boolean()?,
            "ReturnConsumedCapacity" => self.return_consumed_capacity = reader.string()?,
            "ProjectionExpression" => self.projection_expression = reader.string()?,
            _ => return self.substitutions.read_member(reader, name),
        }
        Ok(true)
    }
}

pub(crate) struct GetItemOutput {
    item: Option<Item>,
    consumption: Option<Consumption>,
}

impl Output for GetItemOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            if let Some(item) = &self.item {
                w.name("Item").json(item.json());
            }
            if let Some(consumption) = &self.consumption {
                consumption.write(w.name("ConsumedCapacity"));
            }
        });
    }

    fn bytes_hint(&self) -> usize {
        256 + self.item.as_ref().map_or(0, |item| item.json().len())
    }
}

/// A request that has passed every check that needs no table.
struct Checked {
    table_name: String,
    key: Attributes,
    projection: Option<Projection>,
    consistent: bool,
    capacity: ReturnConsumedCapacity,
}

/// Errors, in order: the request's shape, ResourceNotFoundException, key problems,
/// ThrottlingException.
pub(crate) fn get_item(
    engine: &Engine,
    context: &RequestContext,
    input: GetItemInput,
) -> Result<GetItemOutput, AwsError> {
    let request = check(input)?;
    let about = |key: &KeySchema| {
        let projection = request.projection.as_ref();
        about::of_gets(key, [&request.key], projection, Some(request.capacity))
    };
    let ask = Ask::to("GetItem").about(&about);
    let state = state_of(engine, context, &request.table_name, &ask)?;
    check_key(&state.definition.key, &request.key)?;
    let documents = request.projection.iter().flat_map(Projection::documents);
    refuse_documents(&state.definition, documents)?;
    let stored = state.get(&request.key);
    let bytes = stored.map_or(0, Item::size_bytes);
    let units = read_units(bytes, request.consistent);
    throttle::read(&state, units, None)?;
    Ok(GetItemOutput {
        item: stored.map(|item| shown(item, request.projection.as_ref())),
        consumption: consumed::by_reads(
            request.capacity,
            &request.table_name,
            &state.definition,
            units,
            None,
        ),
    })
}

fn check(input: GetItemInput) -> Result<Checked, AwsError> {
    if input.key.is_some() {
        refuse_empty_name(WORDING, input.table_name.as_deref())?;
    }
    let mut constraints = Constraints::default();
    let capacity = input.return_consumed_capacity.as_deref();
    constraints.one_of(
        "returnConsumedCapacity",
        capacity,
        &ReturnConsumedCapacity::ALL,
    );
    read::attributes_constraint(&mut constraints, input.attributes_to_get.as_deref());
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.not_null("key", input.key.as_ref());
    constraints.check()?;

    refuse_mixture(
        WORDING,
        &[("AttributesToGet", input.attributes_to_get.is_some())],
        &[(
            "ProjectionExpression",
            input.projection_expression.is_some(),
        )],
        &[],
        &input.substitutions,
    )?;
    let key = sound(WORDING, input.key.unwrap_or_default())?;
    Ok(Checked {
        table_name: input.table_name.unwrap_or_default(),
        key,
        capacity: ReturnConsumedCapacity::of(capacity),
        consistent: input.consistent_read.unwrap_or(false),
        projection: read::only_projection(
            WORDING,
            input.attributes_to_get,
            input.projection_expression.as_deref(),
            input.substitutions,
        )?,
    })
}
