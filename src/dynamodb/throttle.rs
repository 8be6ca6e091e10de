//! Requests that a table's limits on demand let through, and those that they do not.

use super::engine::capacity::{HalfUnits, IndexWrite};
use super::engine::state::State;
use super::error::throttling;
use crate::aws::error::AwsError;

/// Takes what a read cost, of a table and of one of its indexes, or refuses it.
pub(crate) fn read(
    state: &State,
    table: HalfUnits,
    index: Option<(usize, HalfUnits)>,
) -> Result<(), AwsError> {
    let drawn = state.draw_read(table, index);
    drawn.map_err(|limits| throttling::exceeded(&state.definition, &limits))
}

/// Takes what a write cost, or refuses it; a state that was refused is not to be kept.
pub(crate) fn write(
    state: &State,
    table_units: u64,
    indexes: &[IndexWrite],
) -> Result<(), AwsError> {
    let drawn = state.draw_write(table_units, indexes);
    drawn.map_err(|limits| throttling::exceeded(&state.definition, &limits))
}
