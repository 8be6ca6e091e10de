//! DescribeImport (API reference, "DescribeImport").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::import_description::{ImportOutput, log_group_arn};
use crate::dynamodb::job_arn::required_job;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DescribeImportInput {
    arn: Option<String>,
}

impl Input for DescribeImportInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "ImportArn" {
            self.arn = reader.string()?;
        }
        Ok(name == "ImportArn")
    }
}

/// Errors, in order: the ARN, AccessDeniedException, ImportNotFoundException.
pub(crate) fn describe_import(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeImportInput,
) -> Result<ImportOutput, AwsError> {
    let drawer = engine.drawer(context.scope());
    let job = required_job(context, "Import", input.arn.as_deref(), &drawer.imports)?;
    Ok(ImportOutput {
        job,
        log_group_arn: log_group_arn(context.scope()),
        is_new: false,
    })
}
