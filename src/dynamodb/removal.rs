//! A table's removal: its streams stay for a day, and its past as a backup if it was kept.

use super::engine::backup::Backup;
use super::engine::definition::Definition;
use super::engine::directory::Engine;
use super::engine::state::State;
use super::error::table;
use crate::aws::error::AwsError;
use crate::aws::identity::Scope;

/// The table as it was last. Errors, in order: ResourceNotFoundException, what `check` refuses.
pub(crate) fn remove_table(
    engine: &Engine,
    scope: &Scope,
    name: &str,
    check: impl Fn(&Definition) -> Result<(), AwsError>,
) -> Result<State, AwsError> {
    let drawer = engine.drawer(scope);
    drawer.change(|tables| {
        let table = tables.get(name);
        let table = table.ok_or_else(|| table::table_not_found(name))?;
        let state = table.change(|state| {
            check(&state.definition)?;
            state.streams.end();
            Ok::<_, AwsError>(state.clone())
        })?;
        drawer.keep_streams(state.streams.ended());
        if state.definition.recovery_days.is_some() {
            drawer.keep_backup(Backup::of_deleted_table(
                state.image(),
                engine.clock.unix_ms(),
            ));
        }
        tables.remove(name);
        Ok(state)
    })
}
