//! DescribeBulkOperation (API reference, "DescribeBulkOperation").

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::dynamodb::bulk_description::{BulkOperation, required_operation};
use crate::dynamodb::engine::directory::Engine;
use crate::dynamodb::wire::reader::{Reader, Wire};
use crate::dynamodb::wire::shape::Input;

#[derive(Debug, Default)]
pub(crate) struct DescribeBulkOperationInput {
    arn: Option<String>,
}

impl Input for DescribeBulkOperationInput {
    fn read_member(&mut self, reader: &mut Reader<'_>, name: &str) -> Wire<bool> {
        if name == "BulkOperationArn" {
            self.arn = reader.string()?;
        }
        Ok(name == "BulkOperationArn")
    }
}

/// Errors, in order: the ARN, AccessDeniedException, ResourceNotFoundException.
pub(crate) fn describe_bulk_operation(
    engine: &Engine,
    context: &RequestContext,
    input: DescribeBulkOperationInput,
) -> Result<BulkOperation, AwsError> {
    let job = required_operation(engine, context, input.arn.as_deref())?;
    Ok(BulkOperation { job, is_new: false })
}
