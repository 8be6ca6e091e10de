//! Invoke: runs a function and waits for it, queues an event for it, or only says that it could.

use http::Request;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::invoke::invocation::Invocation;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::name::Target;
use crate::lambda::prepared::prepare;
use crate::lambda::wire::invoke::{self, InvocationType, InvokeOutput};

/// AWS's page: API_Invoke. Left out: the log's tail of durable executions.
///
/// Errors, in this order: those of [`prepare`]; then TooManyRequestsException, and
/// InvalidRuntimeException, InvalidZipFileException or ServiceException when no environment can be
/// started.
pub(crate) async fn invoke(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: Target,
    request: Request<Body>,
) -> Result<InvokeOutput, AwsError> {
    let new_trace_id = || invoker.trace_id();
    let types = invoke::TYPES;
    let prepared = prepare(control, context, &target, request, types, new_trace_id).await?;
    let (function, invocation) = (prepared.function, prepared.invocation);
    match prepared.invocation_type {
        InvocationType::DryRun => Ok(InvokeOutput::DryRun),
        InvocationType::Event => {
            let durable_execution_arn =
                invoker.enqueue(prepared.resolve, &function, &invocation)?;
            Ok(InvokeOutput::Queued {
                durable_execution_arn,
            })
        }
        InvocationType::RequestResponse => {
            let invocation = Invocation {
                client_context: prepared.client_context,
                ..invocation
            };
            let result = invoker.invoke(function, invocation).await?;
            Ok(InvokeOutput::Result {
                result,
                trace_id: prepared.trace_id,
            })
        }
    }
}
