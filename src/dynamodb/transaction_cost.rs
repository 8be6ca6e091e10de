//! What transactions consume, table by table in the order of the request.

use std::sync::Arc;

use super::consumed;
use super::engine::capacity::{HalfUnits, TRANSACTED, read_units};
use super::engine::state::State;
use super::engine::tokens::ReadUnits;
use super::error::transaction::{CancellationReason, canceled};
use super::transaction_plan::Made;
use super::transaction_tables::TransactionTables;
use super::validate::options::ReturnConsumedCapacity;
use super::wire::consumption::{Consumption, Transacted};
use crate::aws::error::AwsError;

/// Of writes that were made; `None` unless the request asked.
pub(crate) fn of_writes(
    asked: ReturnConsumedCapacity,
    tables: &TransactionTables,
    states: &[State],
    made: &[Made],
) -> Option<Vec<Consumption>> {
    let of_table = |(table, name): (usize, &str)| {
        let own = || tables.actions_on(table).map(|at| &made[at]);
        let units = own().map(|made| made.table_units).sum();
        let mut consumption = consumed::by_transaction(asked, name, Transacted::Writes, units)?;
        let indexes = own().flat_map(|made| &made.indexes);
        let vectors = own().flat_map(|made| &made.vectors);
        let definition = &states[table].definition;
        consumed::add_index_writes(&mut consumption, definition, indexes, vectors);
        Some(consumption)
    };
    tables.named().map(of_table).collect()
}

/// Of reads, given the bytes of each; `None` unless the request asked.
pub(crate) fn of_reads(
    asked: ReturnConsumedCapacity,
    tables: &TransactionTables,
    bytes_of: impl Fn(usize) -> usize,
) -> Option<Vec<Consumption>> {
    let units_of = |at: usize| read_units(bytes_of(at), true).whole();
    let of_table = |(table, name): (usize, &str)| {
        let units = tables.actions_on(table).map(units_of).sum();
        consumed::by_transaction(asked, name, Transacted::Reads, units)
    };
    tables.named().map(of_table).collect()
}

/// Takes what reads cost, given the bytes of each, of their tables' limits on demand.
pub(crate) fn draw_reads(
    tables: &TransactionTables,
    states: &[Arc<State>],
    count: usize,
    bytes_of: impl Fn(usize) -> usize,
) -> Result<(), AwsError> {
    let draw = |at: usize| {
        let HalfUnits(half_units) = read_units(bytes_of(at), true);
        let units = HalfUnits(TRANSACTED * half_units);
        match states[tables.of_action(at)].draw_read(units, None) {
            Ok(()) => CancellationReason::None,
            Err(_) => CancellationReason::Throttled,
        }
    };
    let reasons: Vec<_> = (0..count).map(draw).collect();
    match reasons.contains(&CancellationReason::Throttled) {
        true => Err(canceled(&reasons)),
        false => Ok(()),
    }
}

/// What it costs to ask again for what was made.
pub(crate) fn of_images(tables: &TransactionTables, made: &[Made]) -> Vec<ReadUnits> {
    let units = |at: usize| read_units(made[at].image_bytes, true).whole();
    let of_table = |(table, name): (usize, &str)| ReadUnits {
        table_name: name.to_owned(),
        units: tables.actions_on(table).map(units).sum(),
    };
    tables.named().map(of_table).collect()
}

/// A transaction that was made before costs as if its items were read.
pub(crate) fn of_repetition(
    asked: ReturnConsumedCapacity,
    read_units: &[ReadUnits],
) -> Option<Vec<Consumption>> {
    let of_table = |own: &ReadUnits| {
        consumed::by_transaction(asked, &own.table_name, Transacted::Reads, own.units)
    };
    read_units.iter().map(of_table).collect()
}
