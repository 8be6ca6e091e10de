//! What the actions of a transaction do to tables that stand still meanwhile: all of it, or nothing.

use super::engine::capacity::{IndexWrite, TRANSACTED, write_units};
use super::engine::definition::Definition;
use super::engine::index::table_key;
use super::engine::item::Item;
use super::engine::key::Key;
use super::engine::state::State;
use super::engine::vectors::VectorWrite;
use super::error::transaction::{CancellationReason, canceled};
use super::error::{item, key};
use super::expression::Update;
use super::transaction_tables::TransactionTables;
use super::validate::item_write::{check_targets, holds, refuse_conflict, refuse_documents};
use super::validate::keys::{
    ITEM_BYTES_MAX, check_item, check_key, check_updated_index_keys, refuse_empty_index_keys,
    refuse_empty_keys, refuse_updated_empty_index_keys,
};
use super::validate::transaction::{Action, Change};
use super::value::{Attributes, item_size_bytes};
use crate::aws::error::AwsError;

/// An action that was made.
pub(crate) struct Made {
    /// Of the table, before a transaction's factor.
    pub(crate) table_units: u64,
    pub(crate) indexes: Vec<IndexWrite>,
    pub(crate) vectors: Vec<VectorWrite>,
    /// The larger of the item before and the item after.
    pub(crate) image_bytes: usize,
    pub(crate) old: Option<Item>,
    /// None if nothing is there now, and for a check.
    pub(crate) new: Option<Item>,
}

/// Why an action cannot be made.
enum Refusal {
    /// The transaction is refused as a whole, as if the request had been wrong.
    Whole(AwsError),
    /// The transaction is cancelled, and this is the action's reason.
    Own(CancellationReason),
}

/// An action whose condition holds.
enum Planned {
    Put(Item, Attributes),
    Delete,
    Check,
}

/// Makes all actions. Errors, in order: an empty key, the first action that does not fit its table,
/// two actions on one item, and all conditions that do not hold and updates that cannot be made.
pub(crate) fn make(
    states: &mut [State],
    tables: &TransactionTables,
    actions: &[Action],
) -> Result<Vec<Made>, AwsError> {
    for (at, action) in actions.iter().enumerate() {
        refuse_empty(&states[tables.of_action(at)].definition, &action.change)?;
    }
    let mut places = Vec::with_capacity(actions.len());
    for (at, action) in actions.iter().enumerate() {
        match place(&states[tables.of_action(at)].definition, action) {
            Ok(place) => places.push(place),
            Err(error) => {
                let mut reasons = vec![CancellationReason::None; actions.len()];
                reasons[at] = CancellationReason::of(&error);
                return Err(canceled(&reasons));
            }
        }
    }
    make_in(states, tables, actions, places)
}

/// As [`make`] for actions that came as PartiQL: all that do not fit their tables are told of.
pub(crate) fn make_statements(
    states: &mut [State],
    tables: &TransactionTables,
    actions: &[Action],
) -> Result<Vec<Made>, AwsError> {
    let place = |(at, action): (usize, &Action)| {
        let definition = &states[tables.of_action(at)].definition;
        refuse_empty(definition, &action.change)?;
        place(definition, action)
    };
    let places: Vec<_> = actions.iter().enumerate().map(place).collect();
    if places.iter().any(Result::is_err) {
        let reason = |place: &Result<Key, AwsError>| match place {
            Ok(_) => CancellationReason::None,
            Err(error) => CancellationReason::of(error),
        };
        return Err(canceled(&places.iter().map(reason).collect::<Vec<_>>()));
    }
    let places = places.into_iter().collect::<Result<_, _>>()?;
    make_in(states, tables, actions, places)
}

/// Makes one action by itself. The second half of an error says whether it reached its item.
pub(crate) fn make_one(state: &mut State, action: &Action) -> Result<Made, (AwsError, Reached)> {
    let definition = state.definition.clone();
    refuse_empty(&definition, &action.change).map_err(|error| (error, Reached::Nothing))?;
    let place = place(&definition, action).map_err(|error| (error, Reached::Nothing))?;
    let carried = match &action.change {
        Change::Insert(item) | Change::Put(item) => item_size_bytes(item),
        _ => 0,
    };
    refuse_conflict(state, &place).map_err(|error| (error, Reached::Nothing))?;
    let stored = state.items.get(&place).map_or(0, Item::size_bytes);
    let reached = Reached::Item {
        image_bytes: carried.max(stored),
    };
    match plan(state, &place, action) {
        Ok(plan) => Ok(carry_out(state, place, plan)),
        Err(Refusal::Whole(error)) => Err((error, reached)),
        Err(Refusal::Own(reason)) => Err((reason.alone(), reached)),
    }
}

/// How far an action came that was refused.
pub(crate) enum Reached {
    Nothing,
    /// The item, which is charged for; `image_bytes` is the larger of it and what came for it.
    Item {
        image_bytes: usize,
    },
}

fn make_in(
    states: &mut [State],
    tables: &TransactionTables,
    actions: &[Action],
    places: Vec<Key>,
) -> Result<Vec<Made>, AwsError> {
    tables.refuse_repeated(&places)?;
    let mut reasons = vec![CancellationReason::None; actions.len()];
    let mut planned = Vec::with_capacity(actions.len());
    for (at, action) in actions.iter().enumerate() {
        match plan(&states[tables.of_action(at)], &places[at], action) {
            Ok(plan) => planned.push(plan),
            Err(Refusal::Own(reason)) => reasons[at] = reason,
            Err(Refusal::Whole(error)) => return Err(error),
        }
    }
    if planned.len() < actions.len() {
        return Err(canceled(&reasons));
    }
    let mut all = Vec::with_capacity(actions.len());
    for (at, (plan, place)) in planned.into_iter().zip(places).enumerate() {
        let state = &mut states[tables.of_action(at)];
        let made = carry_out(state, place, plan);
        if state
            .draw_write(TRANSACTED * made.table_units, &made.indexes)
            .is_err()
        {
            reasons[at] = CancellationReason::Throttled;
        }
        all.push(made);
    }
    match reasons.contains(&CancellationReason::Throttled) {
        true => Err(canceled(&reasons)),
        false => Ok(all),
    }
}

fn refuse_empty(definition: &Definition, change: &Change) -> Result<(), AwsError> {
    refuse_empty_keys(definition, change.attributes())?;
    match change {
        Change::Put(item) | Change::Insert(item) => refuse_empty_index_keys(definition, item),
        _ => Ok(()),
    }
}

/// An action's place in its table, if the action fits the table at all.
fn place(definition: &Definition, action: &Action) -> Result<Key, AwsError> {
    let given = action.change.attributes();
    match &action.change {
        Change::Put(item) | Change::Insert(item) => check_item(definition, item)?,
        Change::Update(key, update) => {
            check_key(&definition.key, key)?;
            check_targets(definition, Some(update))?;
        }
        Change::Delete(key) | Change::Check(key) => check_key(&definition.key, key)?,
    }
    refuse_documents(definition, action.condition.as_ref())?;
    table_key(&definition.key, given).ok_or_else(key::schema_mismatch)
}

fn plan(state: &State, place: &Key, action: &Action) -> Result<Planned, Refusal> {
    let stored = state.items.get(place);
    if !holds(action.condition.as_ref(), stored) {
        let shown = stored.filter(|_| action.item_on_failure);
        let shown = shown.map(|item| item.json().to_owned());
        return Err(Refusal::Own(CancellationReason::ConditionalCheckFailed(
            shown,
        )));
    }
    match &action.change {
        Change::Insert(_) if stored.is_some() => {
            Err(Refusal::Own(CancellationReason::DuplicateItem))
        }
        Change::Put(item) | Change::Insert(item) => Ok(Planned::Put(Item::new(item), item.clone())),
        Change::Delete(_) => Ok(Planned::Delete),
        Change::Check(_) => Ok(Planned::Check),
        Change::Update(key, update) => updated(&state.definition, stored, key, update),
    }
}

fn updated(
    definition: &Definition,
    stored: Option<&Item>,
    key: &Attributes,
    update: &Update,
) -> Result<Planned, Refusal> {
    let own = |error: AwsError| Refusal::Own(CancellationReason::of(&error));
    let image = stored.map_or_else(|| key.clone(), Item::attributes);
    let new = update.apply(&image, stored.is_some()).map_err(own)?;
    let touched = |name: &str| update.targets().any(|path| path.attribute == name);
    refuse_updated_empty_index_keys(definition, &new, touched).map_err(Refusal::Whole)?;
    check_updated_index_keys(definition, &new, touched).map_err(own)?;
    if stored.is_none() && update.only_removes() {
        // Nothing to take away, and nothing to make an item for (public Alternator suite).
        return Ok(Planned::Delete);
    }
    let item = Item::new(&new);
    match item.size_bytes() > ITEM_BYTES_MAX {
        true => Err(own(item::update_too_large())),
        false => Ok(Planned::Put(item, new)),
    }
}

fn carry_out(state: &mut State, place: Key, plan: Planned) -> Made {
    let new = match &plan {
        Planned::Put(item, _) => Some(item.clone()),
        Planned::Delete | Planned::Check => None,
    };
    let bytes = |item: Option<&Item>| item.map_or(0, Item::size_bytes);
    let image_bytes = bytes(new.as_ref()).max(bytes(state.items.get(&place)));
    let written = match plan {
        Planned::Put(item, attributes) => Some(state.put(place, item, &attributes)),
        Planned::Delete => Some(state.delete(&place)),
        Planned::Check => None,
    };
    let (indexes, vectors, old) =
        written.map_or_else(Default::default, |own| (own.indexes, own.vectors, own.old));
    Made {
        table_units: write_units(image_bytes),
        indexes,
        vectors,
        image_bytes,
        old,
        new,
    }
}
