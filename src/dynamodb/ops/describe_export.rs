//! DescribeExport (API reference, "DescribeExport").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::export_description::ExportOutput;
use crate::dynamodb::job_arn::required_job;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DescribeExportInput {
    arn: Option<String>,
}

impl Input for DescribeExportInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "ExportArn" {
            self.arn = reader.string()?;
        }
        Ok(name == "ExportArn")
    }
}

/// Errors, in order: the ARN, AccessDeniedException, ExportNotFoundException.
pub(crate) fn describe_export(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeExportInput,
) -> Result<ExportOutput, AwsError> {
    let drawer = engine.drawer(context.scope());
    let job = required_job(context, "Export", input.arn.as_deref(), &drawer.exports)?;
    Ok(ExportOutput { job, is_new: false })
}
