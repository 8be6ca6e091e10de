//! DescribeTimeToLive (API reference, "DescribeTimeToLive").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::lookup::required_table;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct DescribeTimeToLiveInput {
    table_name: Option<String>,
}

impl Input for DescribeTimeToLiveInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "TableName" {
            self.table_name = reader.string()?;
        }
        Ok(name == "TableName")
    }
}

pub(crate) struct DescribeTimeToLiveOutput {
    /// None while expiry is off.
    attribute: Option<String>,
}

impl Output for DescribeTimeToLiveOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("TimeToLiveDescription")
                .object(|w| match &self.attribute {
                    Some(attribute) => {
                        w.name("TimeToLiveStatus").quoted("ENABLED");
                        w.name("AttributeName").text(attribute);
                    }
                    None => w.name("TimeToLiveStatus").quoted("DISABLED"),
                });
        });
    }
}

/// Errors, in order: the name, ResourceNotFoundException.
pub(crate) fn describe_time_to_live(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeTimeToLiveInput,
) -> Result<DescribeTimeToLiveOutput, AwsError> {
    let table = required_table(engine, context, input.table_name, "DescribeTimeToLive")?;
    Ok(DescribeTimeToLiveOutput {
        attribute: table.state().definition.time_to_live.attribute.clone(),
    })
}
