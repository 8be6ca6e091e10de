//! What Invoke and InvokeWithResponseStream share: a request made ready to run.

use http::Request;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;

use super::control::ControlPlane;
use super::durable::admission::admit;
use super::error;
use super::functions::registry::Runnable;
use super::invoke::invocation::Invocation;
use super::invoke::payload;
use super::name::Target;
use super::tenancy;
use super::wire::invoke::{self, InvocationType};

/// A checked request, its function as it is now, and how to find it later.
pub(crate) struct Prepared<R> {
    pub(crate) invocation_type: InvocationType,
    pub(crate) function: Runnable,
    pub(crate) resolve: R,
    pub(crate) invocation: Invocation,
    pub(crate) client_context: Option<String>,
    pub(crate) trace_id: String,
}

/// Reads a request whose type is one of these.
///
/// Errors, in this order: ValidationException for a header; ResourceNotFoundException;
/// InvalidParameterValueException for a tenant or a durable function; RequestTooLargeException; InvalidRequestContentException for a payload that is not JSON.
pub(crate) async fn prepare(
    control: &ControlPlane,
    context: &RequestContext,
    target: &Target,
    request: Request<Body>,
    types: &[(&str, InvocationType)],
    new_trace_id: impl FnOnce() -> String,
) -> Result<Prepared<impl Fn() -> Result<Runnable, AwsError> + Send + Sync + 'static>, AwsError> {
    let input = invoke::input(request.headers(), types)?;
    let scope = context.scope();
    let resolve = control.resolver(scope, target);
    let function = resolve()?;
    tenancy::admit(&function.version, input.tenant_id.as_deref())?;
    let qualifier = target.name.settle(scope, target.qualifier.as_deref())?;
    let waits = input.invocation_type == InvocationType::RequestResponse;
    admit(&function.version, qualifier.is_some(), waits)?;
    if input.durable_name.is_some() && function.version.durable.is_none() {
        return Err(error::durable::name_without_durability());
    }
    let payload = invoke::payload(request, input.invocation_type.payload_limit()).await?;
    payload::check(&payload).map_err(|why| error::invoke::payload_not_json(&why))?;
    let arn = match qualifier {
        Some(qualifier) => format!("{}:{qualifier}", function.version.arn()),
        None => function.version.arn(),
    };
    let trace_id = input.trace_id.unwrap_or_else(new_trace_id);
    Ok(Prepared {
        invocation_type: input.invocation_type,
        function,
        resolve,
        invocation: Invocation {
            trace_id: Some(trace_id.clone()),
            log_tail: input.log_tail,
            tenant_id: input.tenant_id,
            durable_name: input.durable_name,
            ..Invocation::new(context.request_id.clone(), arn, payload)
        },
        client_context: input.client_context,
        trace_id,
    })
}
