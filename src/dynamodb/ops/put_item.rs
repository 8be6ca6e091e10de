//! PutItem: creates an item, or replaces it whole (API reference, "PutItem").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::error::{item, key};
use crate::dynamodb::expression::Condition;
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::throttle;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::sound;
use crate::dynamodb::validate::item_write::{self as write, WORDING, WriteOptions};
use crate::dynamodb::validate::keys::{ITEM_BYTES_MAX, check_item};
use crate::dynamodb::value::{Attributes, item_size_bytes};
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::parameters::WriteParameters;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::write_output::WriteOutput;
use crate::dynamodb::write_answer::{old_item, write_output};

#[derive(Debug, Default)]
pub(crate) struct PutItemInput {
    item: Option<Values>,
    parameters: WriteParameters,
}

impl Input for PutItemInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name != "Item" {
            return self.parameters.read_member(reader, name);
        }
        self.item = Values::read(reader)?;
        Ok(true)
    }
}

/// A request that has passed every check that needs no table.
struct Checked {
    table_name: String,
    item: Attributes,
    condition: Option<Condition>,
    options: WriteOptions,
}

/// Errors, in order: the request's shape, ResourceNotFoundException, key and index key problems,
/// TransactionConflictException, ConditionalCheckFailedException, ThrottlingException.
pub(crate) fn put_item(
    engine: &Engine,
    context: &RequestContext,
    input: PutItemInput,
) -> Result<WriteOutput, AwsError> {
    let request = check(input)?;
    let about = |key: &KeySchema| {
        let condition = request.condition.as_ref();
        about::of_write(key, &request.item, None, condition, Some(request.options))
    };
    let ask = Ask::to("PutItem").about(&about);
    let table = table_of(engine, context, &request.table_name, &ask)?;
    let options = request.options;
    let (definition, written) = table.change(|state| {
        let definition = state.definition.clone();
        check_item(&definition, &request.item)?;
        write::refuse_documents(&definition, request.condition.as_ref())?;
        let place = table_key(&definition.key, &request.item).ok_or_else(key::schema_mismatch)?;
        write::refuse_conflict(state, &place)?;
        write::check_condition(request.condition.as_ref(), state.items.get(&place), options)?;
        let written = state.put(place, Item::new(&request.item), &request.item);
        throttle::write(state, written.table_units, &written.indexes)?;
        Ok::<_, AwsError>((definition, written))
    })?;
    let (table, old) = (&request.table_name, old_item(options, &written));
    Ok(write_output(
        options,
        &definition,
        table,
        &written,
        &request.item,
        old,
    ))
}

fn check(input: PutItemInput) -> Result<Checked, AwsError> {
    let sent = input.parameters;
    if input.item.is_some() {
        write::newer_checks(&sent)?;
    }
    let mut constraints = Constraints::default();
    write::leading_constraints(&mut constraints, &sent);
    constraints.not_null("item", input.item.as_ref());
    write::condition_constraints(&mut constraints, &sent);
    write::return_values_constraint(&mut constraints, &sent);
    write::metrics_constraint(&mut constraints, &sent);
    write::on_failure_constraint(&mut constraints, &sent);
    constraints.check()?;

    write::refuse_mixed_conditions(&sent, &[], &[])?;
    let item = sound(WORDING, input.item.unwrap_or_default())?;
    write::refuse_new_values(&sent)?;
    if item_size_bytes(&item) > ITEM_BYTES_MAX {
        return Err(item::too_large());
    }
    Ok(Checked {
        table_name: sent.table_name.clone().unwrap_or_default(),
        options: write::options(&sent),
        item,
        condition: write::only_condition(sent)?,
    })
}
