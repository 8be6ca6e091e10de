//! What is asked of a function, and what comes of it.

use bytes::Bytes;

use crate::lambda::runtime_api::answer::ResponseSink;

/// One request to run a function.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// A UUID: the answer's x-amzn-RequestId, and what the function sees as its request id.
    pub(crate) request_id: String,
    /// JSON, already checked.
    pub(crate) payload: Bytes,
    /// The ARN that the caller used, with its qualifier if there was one.
    pub(crate) invoked_function_arn: String,
    /// JSON for `context.client_context`.
    pub(crate) client_context: Option<String>,
    /// The caller's X-Amzn-Trace-Id; one is made when it is missing.
    pub(crate) trace_id: Option<String>,
    /// Of a function with isolated tenants.
    pub(crate) tenant_id: Option<String>,
    /// What the execution of a durable function is to be called.
    pub(crate) durable_name: Option<String>,
    /// The end of the log is wanted.
    pub(crate) log_tail: bool,
    /// Takes the response while it is made, from runtimes that stream.
    pub(crate) sink: Option<ResponseSink>,
}

impl Invocation {
    /// A plain event without context, trace or log.
    pub(crate) fn new(request_id: String, invoked_function_arn: String, payload: Bytes) -> Self {
        Self {
            request_id,
            payload,
            invoked_function_arn,
            client_context: None,
            trace_id: None,
            tenant_id: None,
            durable_name: None,
            log_tail: false,
            sink: None,
        }
    }
}

/// What a function made of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvocationResult {
    /// The function's response, unless it was streamed, or the document that describes its error.
    pub(crate) payload: Bytes,
    /// The function failed: X-Amz-Function-Error is `Unhandled`, whatever the reason.
    pub(crate) failed: bool,
    /// The last 4096 bytes of the log, if they were asked for.
    pub(crate) log_tail: Option<Vec<u8>>,
    /// `$LATEST`, or a number.
    pub(crate) executed_version: String,
    /// Of a durable function.
    pub(crate) durable_execution_arn: Option<String>,
}
