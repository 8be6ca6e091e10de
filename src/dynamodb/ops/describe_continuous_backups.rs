//! DescribeContinuousBackups (API reference, "DescribeContinuousBackups"). Point-in-time recovery
//! cannot be switched on, so it is off, as on a new table of AWS.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::table;
use crate::dynamodb::lookup::table_of;
use crate::dynamodb::validate::constraints::Constraints;
use crate::dynamodb::validate::names::data_plane_name;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct DescribeContinuousBackupsInput {
    table_name: Option<String>,
}

impl Input for DescribeContinuousBackupsInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "TableName" {
            self.table_name = reader.string()?;
        }
        Ok(name == "TableName")
    }
}

pub(crate) struct DescribeContinuousBackupsOutput;

impl Output for DescribeContinuousBackupsOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("ContinuousBackupsDescription").object(|w| {
                w.name("ContinuousBackupsStatus").text("ENABLED");
                w.name("PointInTimeRecoveryDescription")
                    .object(|w| w.name("PointInTimeRecoveryStatus").text("DISABLED"));
            });
        });
    }
}

/// Errors, in order: the name, TableNotFoundException.
pub(crate) fn describe_continuous_backups(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeContinuousBackupsInput,
) -> Result<DescribeContinuousBackupsOutput, AwsError> {
    let mut constraints = Constraints::default();
    data_plane_name(&mut constraints, input.table_name.as_deref());
    constraints.check()?;
    let name = input.table_name.unwrap_or_default();
    table_of(engine, context, &name).map_err(|_| table::no_table_to_back_up(&name))?;
    Ok(DescribeContinuousBackupsOutput)
}
