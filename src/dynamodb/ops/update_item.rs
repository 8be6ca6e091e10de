//! UpdateItem: changes attributes of an item, which it creates if it is not there (API reference,
//! "UpdateItem").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::about;
use crate::dynamodb::access::ask::Ask;
use crate::dynamodb::engine::capacity::Written;
use crate::dynamodb::engine::definition::KeySchema;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::index::table_key;
use crate::dynamodb::engine::item::Item;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::error::wording::NEWER_UNKNOWN_UPDATE_RETURN_VALUES;
use crate::dynamodb::error::{item, key};
use crate::dynamodb::expression::{Condition, Update, legacy as older, parse_update};
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::throttle;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::expressions::{placeholders, sound};
use crate::dynamodb::validate::item_write::{self as write, WORDING, WriteOptions};
use crate::dynamodb::validate::keys::{ITEM_BYTES_MAX, check_key, check_updated_index_keys};
use crate::dynamodb::validate::legacy;
use crate::dynamodb::validate::options::ReturnValues;
use crate::dynamodb::value::Attributes;
use crate::dynamodb::wire::attribute::Values;
use crate::dynamodb::wire::legacy::{Entries, SentUpdate, read_updates};
use crate::dynamodb::wire::parameters::WriteParameters;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;
use crate::dynamodb::wire::write_output::WriteOutput;
use crate::dynamodb::write_answer::write_output;

#[derive(Debug, Default)]
pub(crate) struct UpdateItemInput {
    key: Option<Values>,
    update_expression: Option<String>,
    attribute_updates: Option<Entries<SentUpdate>>,
    parameters: WriteParameters,
}

impl Input for UpdateItemInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        match name {
            "Key" => self.key = Values::read(reader)?,
            "UpdateExpression" => self.update_expression = reader.string()?,
            "AttributeUpdates" => self.attribute_updates = read_updates(reader)?,
            _ => return self.parameters.read_member(reader, name),
        }
        Ok(true)
    }
}

/// A request that has passed every check that needs no table.
struct Checked {
    table_name: String,
    key: Attributes,
    /// None only makes sure that the item is there.
    update: Option<Update>,
    /// Whether the update came as AttributeUpdates, which fails in its own words.
    in_older_words: bool,
    condition: Option<Condition>,
    options: WriteOptions,
}

/// Errors, in order: the request's shape, ResourceNotFoundException, key problems, updates of key
/// attributes, TransactionConflictException, ConditionalCheckFailedException, updates that cannot be made of this item, its size,
/// ThrottlingException.
pub(crate) fn update_item(
    engine: &Engine,
    context: &RequestContext,
    input: UpdateItemInput,
) -> Result<WriteOutput, AwsError> {
    let request = check(input)?;
    let about = |key: &KeySchema| {
        let condition = request.condition.as_ref();
        about::of_write(
            key,
            &request.key,
            request.update.as_ref(),
            condition,
            Some(request.options),
        )
    };
    let ask = Ask::to("UpdateItem").about(&about);
    let table = table_of(engine, context, &request.table_name, &ask)?;
    let (definition, updated) = table.change(|state| {
        let definition = state.definition.clone();
        check_key(&definition.key, &request.key)?;
        write::check_targets(&definition, request.update.as_ref())?;
        write::refuse_documents(&definition, request.condition.as_ref())?;
        let updated = apply(state, &request)?;
        let written = &updated.written;
        throttle::write(state, written.table_units, &written.indexes)?;
        Ok::<_, AwsError>((definition, updated))
    })?;
    let (options, table) = (request.options, &request.table_name);
    let (written, shown) = (&updated.written, returned(&request, &updated));
    Ok(write_output(
        options,
        &definition,
        table,
        written,
        &request.key,
        shown,
    ))
}

/// An update that has been made.
struct Updated {
    written: Written,
    new: Attributes,
}

fn apply(state: &mut State, request: &Checked) -> Result<Updated, AwsError> {
    let definition = state.definition.clone();
    let place = table_key(&definition.key, &request.key).ok_or_else(key::schema_mismatch)?;
    write::refuse_conflict(state, &place)?;
    let stored = state.items.get(&place);
    write::check_condition(request.condition.as_ref(), stored, request.options)?;
    let image = stored.map_or_else(|| request.key.clone(), Item::attributes);
    let new = match &request.update {
        Some(update) => update.apply(&image, stored.is_some()).map_err(|error| {
            match request.in_older_words {
                true => item::attribute_type_mismatch(),
                false => error,
            }
        })?,
        None => image,
    };
    let touched = |name: &str| {
        let mut targets = request.update.iter().flat_map(Update::targets);
        targets.any(|path| path.attribute == name)
    };
    check_updated_index_keys(&definition, &new, touched)?;
    let is_there = state.items.get(&place).is_some();
    if !is_there && request.update.as_ref().is_some_and(Update::only_removes) {
        // Nothing to take away, and nothing to make an item for (public Alternator suite).
        return Ok(Updated {
            written: state.delete(&place),
            new: Attributes::new(),
        });
    }
    let new_item = Item::new(&new);
    if new_item.size_bytes() > ITEM_BYTES_MAX {
        return Err(item::update_too_large());
    }
    let written = state.put(place, new_item, &new);
    Ok(Updated { written, new })
}

/// What ReturnValues asks for, as JSON.
fn returned(request: &Checked, updated: &Updated) -> Option<String> {
    let old = updated.written.old.as_ref();
    let touched = |image: &Attributes| {
        let fragments = request.update.as_ref()?.touched(image);
        (!fragments.is_empty()).then(|| Item::new(&fragments).json().to_owned())
    };
    match request.options.return_values {
        ReturnValues::None => None,
        ReturnValues::AllOld => old.map(|item| item.json().to_owned()),
        ReturnValues::AllNew if updated.new.is_empty() => None,
        ReturnValues::AllNew => Some(Item::new(&updated.new).json().to_owned()),
        ReturnValues::UpdatedOld => touched(&old?.attributes()),
        ReturnValues::UpdatedNew => touched(&updated.new),
    }
}

fn check(input: UpdateItemInput) -> Result<Checked, AwsError> {
    let sent = input.parameters;
    check_shape(&sent, input.key.is_some(), input.attribute_updates.as_ref())?;
    write::refuse_mixed_conditions(
        &sent,
        &[("AttributeUpdates", input.attribute_updates.is_some())],
        &[("UpdateExpression", input.update_expression.is_some())],
    )?;
    let key = sound(WORDING, input.key.unwrap_or_default())?;
    let older_update = older_update(input.attribute_updates)?;
    let table_name = sent.table_name.clone().unwrap_or_default();
    let options = write::options(&sent);
    let expected = write::expected_condition(sent.expected, sent.conditional_operator.as_deref())?;

    let mut placeholders = placeholders(WORDING, sent.substitutions)?;
    let update = input
        .update_expression
        .map(|text| parse_update(&text, &mut placeholders))
        .transpose()
        .map_err(|error| WORDING.reword(error))?;
    let condition =
        write::expression_condition(sent.condition_expression.as_deref(), &mut placeholders)?;
    write::refuse_unused(&placeholders)?;
    Ok(Checked {
        table_name,
        key,
        in_older_words: update.is_none(),
        update: update.or(older_update),
        condition: condition.or(expected),
        options,
    })
}

fn check_shape(
    sent: &WriteParameters,
    has_key: bool,
    updates: Option<&Entries<SentUpdate>>,
) -> Result<(), AwsError> {
    if has_key {
        write::newer_checks(sent)?;
        let known = |value: &&str| !WORDING.is_newer() || ReturnValues::ALL.contains(value);
        if sent
            .return_values
            .as_deref()
            .is_some_and(|value| !known(&value))
        {
            return Err(WORDING.refuse(NEWER_UNKNOWN_UPDATE_RETURN_VALUES));
        }
    }
    let mut constraints = Constraints::default();
    write::leading_constraints(&mut constraints, sent);
    write::metrics_constraint(&mut constraints, sent);
    write::return_values_constraint(&mut constraints, sent);
    // In the order recorded, the operator stands before a missing key.
    write::condition_constraints(&mut constraints, sent);
    constraints.not_null("key", has_key.then_some(&()));
    legacy::update_constraints(&mut constraints, updates);
    write::on_failure_constraint(&mut constraints, sent);
    constraints.check()
}

fn older_update(sent: Option<Entries<SentUpdate>>) -> Result<Option<Update>, AwsError> {
    let Some(sent) = sent else {
        return Ok(None);
    };
    let updates = legacy::updates(WORDING, sent)?;
    older::attribute_updates(updates)
        .map(Some)
        .map_err(|error| WORDING.reword(error))
}
