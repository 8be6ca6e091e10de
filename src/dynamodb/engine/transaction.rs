//! Several tables at one moment: changes that show all at once, and reads that see one moment.

use std::sync::Arc;

use super::state::State;
use super::table::Table;

/// Changes some tables in one step: either all of it shows to readers at one moment, or, if
/// `change` fails, nothing. `tables` are different tables in the order of their names: that is the
/// order in which writers' locks are taken. `change` gets their states in the same order; `then` comes behind
/// the change, before any of the tables changes again.
pub(crate) fn change_all<T, E>(
    tables: &[Arc<Table>],
    change: impl FnOnce(&mut [State]) -> Result<T, E>,
    then: impl FnOnce(&T),
) -> Result<T, E> {
    let _turns: Vec<_> = tables.iter().map(|table| table.turn()).collect();
    let mut states: Vec<State> = tables
        .iter()
        .map(|table| State::clone(&table.state()))
        .collect();
    let result = change(&mut states)?;
    Table::publish_all(tables, states);
    then(&result);
    Ok(result)
}

/// Some tables at one moment, in the order of `tables`, which is as for [`change_all`].
pub(crate) fn state_of_all(tables: &[Arc<Table>]) -> Vec<Arc<State>> {
    // A lone table's state is one moment by itself.
    let _turns: Vec<_> = match tables.len() {
        0 | 1 => Vec::new(),
        _ => tables.iter().map(|table| table.turn()).collect(),
    };
    tables.iter().map(|table| table.state()).collect()
}
