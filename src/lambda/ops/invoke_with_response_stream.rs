//! InvokeWithResponseStream: runs a function and hands out its response while it is made.

use http::Request;

use crate::aws::body::Body;
use crate::aws::context::RequestContext;
use crate::aws::error::AwsError;
use crate::lambda::control::ControlPlane;
use crate::lambda::invoke::invocation::Invocation;
use crate::lambda::invoke::invoker::Invoker;
use crate::lambda::invoke::streaming::Streaming;
use crate::lambda::name::Target;
use crate::lambda::prepared::prepare;
use crate::lambda::wire::invoke::{self, InvocationType};
use crate::lambda::wire::response_stream::InvokeWithResponseStreamOutput;

/// A function that does not stream answers in one chunk. The function goes on to its end even if
/// the caller goes away.
///
/// AWS's page: API_InvokeWithResponseStream.
///
/// Errors, in this order: those of [`prepare`]; then TooManyRequestsException, and
/// InvalidRuntimeException, InvalidZipFileException or ServiceException when no environment can be
/// started. What goes wrong later is told at the end of the stream.
pub(crate) async fn invoke_with_response_stream(
    control: &ControlPlane,
    invoker: &Invoker,
    context: &RequestContext,
    target: &Target,
    request: Request<Body>,
) -> Result<InvokeWithResponseStreamOutput, AwsError> {
    let new_trace_id = || invoker.trace_id();
    let types = invoke::STREAMED_TYPES;
    let prepared = prepare(control, context, target, request, types, new_trace_id).await?;
    if prepared.invocation_type == InvocationType::DryRun {
        return Ok(InvokeWithResponseStreamOutput::DryRun);
    }
    let executed_version = prepared.function.version.version.clone();
    let invocation = Invocation {
        client_context: prepared.client_context,
        ..prepared.invocation
    };
    Ok(InvokeWithResponseStreamOutput::Stream {
        streaming: Box::new(Streaming::begin(invoker, prepared.function, invocation).await?),
        executed_version,
        trace_id: prepared.trace_id,
    })
}
