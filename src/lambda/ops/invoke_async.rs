//! InvokeAsync: queues an event, as Invoke with the type Event does; AWS has deprecated it.

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
use crate::lambda::tenancy;
use crate::lambda::wire::invoke::{self, INVOKE_ASYNC_LIMIT, InvokeOutput};

/// AWS's page: API_InvokeAsync.
///
/// Errors, in this order: ResourceNotFoundException; InvalidParameterValueException for isolated tenants;
/// RequestTooLargeException; InvalidRequestContentException; TooManyRequestsException when no place is left in the queue.
pub(crate) async fn invoke_async(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
    request: Request<Body>,
) -> Result<InvokeOutput, AwsError> {
    let resolve = control.resolver(context.scope(), target);
    let function = resolve()?;
    // It has no way to name a tenant.
    tenancy::admit(&function.version, None)?;
    let payload = invoke::payload(request, INVOKE_ASYNC_LIMIT).await?;
    payload::check(&payload).map_err(|why| error::invoke::payload_not_json(&why))?;
    let arn = match &target.name.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", function.version.arn()),
        None => function.version.arn(),
    };
    let invocation = Invocation::new(context.request_id.clone(), arn, payload);
    let durable_execution_arn = invoker.enqueue(resolve, &function, &invocation)?;
    Ok(InvokeOutput::Queued {
        durable_execution_arn,
    })
}
