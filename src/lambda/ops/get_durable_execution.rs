//! GetDurableExecution: what a durable execution was asked, and what it has come to.

use std::sync::Arc;

use serde_json::Value;

use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::durable::arn;
use crate::lambda::durable::execution::Execution;
use crate::lambda::error::durable as refuse;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::wire::durable_execution::whole;

/// AWS's page: API_GetDurableExecution.
///
/// Errors, in this order: ValidationException; ResourceNotFoundException.
pub(crate) fn get_durable_execution(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
    with_data: bool,
) -> Result<Value, AwsError> {
    Ok(whole(&*find(invoker, context, arn)?, with_data))
}

/// The execution of an ARN in the caller's account and region.
///
/// Errors: ValidationException; ResourceNotFoundException.
pub(super) fn find(
    invoker: &Invoker,
    context: &RequestContext,
    arn: &str,
) -> Result<Arc<Execution>, AwsError> {
    let own = invoker.executions().get(arn::parse(arn)?);
    own.filter(|own| is_named(own, context, arn))
        .ok_or_else(refuse::execution_missing)
}

/// Whether an ARN is an execution's, and the caller's own.
pub(super) fn is_named(own: &Execution, context: &RequestContext, arn: &str) -> bool {
    own.head.scope == *context.scope() && own.arn() == arn
}
