//! DeleteTable (API reference, "DeleteTable"). The table is gone at once; the answer says DELETING,
//! as AWS's does. If its point-in-time recovery was on, a backup stays.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::table;
use crate::dynamodb::lookup::required_table;
use crate::dynamodb::removal::remove_table;
use crate::dynamodb::replicas::delete::delete_here;
use crate::dynamodb::replicas::view::GlobalView;
use crate::dynamodb::validate::names::place;
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

/// Errors, in order: the name, ResourceNotFoundException, deletion protection, for replicas in words of
/// their own, what keeps a replica.
pub(crate) fn delete_table(
    engine: &Engine,
    context: &RequestContext,
    input: DeleteTableInput,
) -> Result<DescriptionOutput, AwsError> {
    // Before the table is looked up, so that no region joins or leaves meanwhile.
    let turn = engine.replication.turn();
    let table = required_table(engine, context, input.table_name.clone(), "DeleteTable")?;
    let name = input.table_name.as_deref().unwrap_or_default();
    let (owner, _) = place(name, context.scope())?;
    let scope = &owner;
    let state = table.state();
    let global = GlobalView::of(engine, scope, &state);
    let mut last = match global {
        Some(_) => delete_here(engine, scope, &table)?,
        None => remove_table(
            engine,
            scope,
            &state.definition.name,
            |definition| match definition.deletion_protection {
                true => Err(table::deletion_protected()),
                false => Ok(()),
            },
        )?,
    };
    drop(turn);
    // Its indexes are gone before the answer is written.
    let mut definition = (*last.definition).clone();
    definition.indexes.clear();
    definition.vectors.clear();
    last.definition = definition.into();
    last.indexes.clear();
    let mut output =
        DescriptionOutput::new(&engine.clock, "TableDescription", last, Moment::Deleted);
    output.global = global;
    Ok(output)
}
