//! DeleteTable (API reference, "DeleteTable"). The table is gone at once; the answer says DELETING,
//! as AWS's does.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::table::State;
use crate::dynamodb::error::{constraint, table};
use crate::dynamodb::lookup::named_table;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::control_plane_name;
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
    let Some(name) = input.table_name else {
        return Err(constraint::parameter_required("TableName"));
    };
    let mut constraints = Constraints::default();
    control_plane_name(&mut constraints, Some(&name));
    constraints.check()?;
    let bare = named_table(engine, context, &name)?
        .state()
        .definition
        .name
        .clone();
    let state = engine.drawer(context.scope()).change(|tables| {
        let state = tables.get(&bare).map(|table| table.state());
        let state = state.ok_or_else(|| table::table_not_found(&bare))?;
        if state.definition.deletion_protection {
            return Err(table::deletion_protected());
        }
        tables.remove(&bare);
        Ok(state)
    })?;
    // Its indexes are gone before the answer is written.
    let mut last = State::clone(&state);
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
