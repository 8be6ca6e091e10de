//! Several tables at one moment: changes that show all at once, and reads that see one moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::table::{Pending, State, Table};

/// Changes some tables in one step: either all of it shows to readers at one moment, or, if
/// `change` fails, nothing. `tables` are different tables in the order of their names: that is the
/// order in which writers' locks are taken. `change` gets their states in the same order.
///
/// ```text
/// every table's next state is published as pending; readers still take the one before it
/// one flag turns                                    from here every reader takes the next state
/// every table's next state is published as settled  so that the states before can be dropped
/// ```
pub(crate) fn change_all<T, E>(
    tables: &[Arc<Table>],
    change: impl FnOnce(&mut [State]) -> Result<T, E>,
) -> Result<T, E> {
    let _turns: Vec<_> = tables.iter().map(|table| table.turn()).collect();
    let mut states: Vec<State> = tables
        .iter()
        .map(|table| State::clone(&table.state()))
        .collect();
    let result = change(&mut states)?;
    publish(tables, states);
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

fn publish(tables: &[Arc<Table>], states: Vec<State>) {
    let settled = Arc::new(AtomicBool::new(false));
    if tables.len() > 1 {
        for (table, state) in tables.iter().zip(&states) {
            let mut next = state.clone();
            next.pending = Some(Pending {
                settled: Arc::clone(&settled),
                before: table.state(),
            });
            table.publish(next);
        }
        settled.store(true, Ordering::Release);
    }
    for (table, state) in tables.iter().zip(states) {
        table.publish(state);
    }
}
