//! DeleteTable (API reference, "DeleteTable"). The table is gone at once; the answer says DELETING,
//! as AWS's does. If its point-in-time recovery was on, a backup stays.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::backup::Backup;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::table;
use crate::dynamodb::lookup::required_table;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DeleteTableInput {
    table_name: Option<String>,
}

impl Input for DeleteTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "TableName" {
            self.table_name = reader.string()?;
        }
        Ok(name == "TableName")
    }
}

/// Errors, in order: the name, ResourceNotFoundException, deletion protection.
pub(crate) fn delete_table(
    engine: &Engine,
    context: &RequestContext,
    input: DeleteTableInput,
) -> Result<DescriptionOutput, AwsError> {
    let bare = required_table(engine, context, input.table_name)?
        .state()
        .definition
        .name
        .clone();
    let drawer = engine.drawer(context.scope());
    let mut last = drawer.change(|tables| {
        let table = tables.get(&bare);
        let table = table.ok_or_else(|| table::table_not_found(&bare))?;
        let state = table.change(|state| match state.definition.deletion_protection {
            true => Err(table::deletion_protected()),
            false => {
                state.streams.end();
                Ok(state.clone())
            }
        })?;
        drawer.keep_streams(state.streams.ended());
        if state.definition.recovery_days.is_some() {
            drawer.keep_backup(Backup::of_deleted_table(
                state.image(),
                engine.clock.unix_ms(),
            ));
        }
        tables.remove(&bare);
        Ok(state)
    })?;
    // Its indexes are gone before the answer is written.
    let mut definition = (*last.definition).clone();
    definition.indexes.clear();
    last.definition = definition.into();
    last.indexes.clear();
    Ok(DescriptionOutput::new(
        "TableDescription",
        last,
        Moment::Deleted,
    ))
}
