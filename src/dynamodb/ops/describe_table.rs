//! DescribeTable (API reference, "DescribeTable"). Counts and sizes are of this moment; AWS brings
//! them up to date every six hours.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::description::{DescriptionOutput, Moment};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::engine::state::State;
use crate::dynamodb::lookup::required_table;
use crate::dynamodb::replicas::view::GlobalView;
use crate::dynamodb::validate::names::place;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DescribeTableInput {
    table_name: Option<String>,
}

impl Input for DescribeTableInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "TableName" {
            self.table_name = reader.string()?;
        }
        Ok(name == "TableName")
    }
}

/// Errors, in order: the name, ResourceNotFoundException.
pub(crate) fn describe_table(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeTableInput,
) -> Result<DescriptionOutput, AwsError> {
    let name = input.table_name.clone().unwrap_or_default();
    let state = required_table(engine, context, input.table_name, "DescribeTable")?.state();
    let (owner, _) = place(&name, context.scope())?;
    let mut output = DescriptionOutput::new(
        &engine.clock,
        "Table",
        State::clone(&state),
        Moment::Described,
    );
    output.global = GlobalView::of(engine, &owner, &state);
    Ok(output)
}
