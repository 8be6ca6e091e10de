//! CancelBulkOperation (API reference, "CancelBulkOperation"): asks an operation to stop. What it has
//! written stays.

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::bulk_description::required_operation;
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::error::bulk as refuse;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::{Input, Output};
use crate::dynamodb::wire::writer::Writer;

#[derive(Debug, Default)]
pub(crate) struct CancelBulkOperationInput {
    arn: Option<String>,
}

impl Input for CancelBulkOperationInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "BulkOperationArn" {
            self.arn = reader.string()?;
        }
        Ok(name == "BulkOperationArn")
    }
}

pub(crate) struct CancelBulkOperationOutput {
    arn: String,
}

impl Output for CancelBulkOperationOutput {
    fn write(&self, writer: &mut Writer) {
        writer.object(|w| {
            w.name("BulkOperationArn").text(&self.arn);
            w.name("BulkOperationStatus").quoted("CANCELLING");
        });
    }
}

/// Errors, in order: the ARN, AccessDeniedException, ResourceNotFoundException, an operation that has
/// ended.
pub(crate) fn cancel_bulk_operation(
    engine: &Engine,
    context: &RequestContext,
    input: CancelBulkOperationInput,
) -> Result<CancelBulkOperationOutput, AwsError> {
    let job = required_operation(engine, context, input.arn.as_deref())?;
    if job.ended().is_some() {
        return Err(refuse::has_ended(&job.arn));
    }
    job.cancel();
    Ok(CancelBulkOperationOutput {
        arn: job.arn.clone(),
    })
}
