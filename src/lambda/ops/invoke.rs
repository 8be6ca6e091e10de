//! Invoke: runs a function and waits for it, queues an event for it, or only says that it could.

use http::Request;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::error;
use crate::lambda::invoke::invocation::Invocation;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::invoke::payload;
use crate::lambda::name::Target;
use crate::lambda::wire::invoke::{self, InvocationType, InvokeOutput};

/// AWS's page: API_Invoke. Left out: durable executions, tenants.
///
/// Errors, in this order: ValidationException for a header; ResourceNotFoundException;
/// RequestTooLargeException; InvalidRequestContentException for a payload that is not JSON; then
/// TooManyRequestsException, and InvalidRuntimeException, InvalidZipFileException or
/// ServiceException when no environment can be started.
pub(crate) async fn invoke(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: Target,
    request: Request<Body>,
) -> Result<InvokeOutput, AwsError> {
    let input = invoke::input(request.headers())?;
    let scope = context.scope();
    let resolve = control.resolver(scope, &target);
    let function = resolve()?;
    let payload = invoke::payload(request, input.invocation_type.payload_limit()).await?;
    payload::check(&payload).map_err(|why| error::payload_not_json(&why))?;
    let qualifier = target.name.settle(scope, target.qualifier.as_deref())?;
    let arn = match qualifier {
        Some(qualifier) => format!("{}:{qualifier}", function.version.arn()),
        None => function.version.arn(),
    };
    let trace_id = input.trace_id.unwrap_or_else(|| invoker.trace_id());
    let invocation = Invocation {
        trace_id: Some(trace_id.clone()),
        log_tail: input.log_tail,
        ..Invocation::new(context.request_id.clone(), arn, payload)
    };
    match input.invocation_type {
        InvocationType::DryRun => Ok(InvokeOutput::DryRun),
        InvocationType::Event => {
            invoker.enqueue(resolve, &function, invocation)?;
            Ok(InvokeOutput::Queued)
        }
        InvocationType::RequestResponse => {
            let client_context = input.client_context;
            let invocation = Invocation {
                client_context,
                ..invocation
            };
            let result = invoker.invoke(function, invocation).await?;
            Ok(InvokeOutput::Result { result, trace_id })
        }
    }
}
