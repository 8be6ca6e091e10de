//! What goes to a runtime, and what comes back.

use bytes::Bytes;
use tokio::sync::mpsc;

/// A response may be 6 MiB and 100 bytes long (recorded in AWS's own runtime emulator).
pub(crate) const RESPONSE_BYTES_MAX: usize = 6 * 1024 * 1024 + 100;

/// A streamed response may be 200 MiB long (AWS docs, Lambda quotas; since July 2025).
pub(crate) const STREAM_BYTES_MAX: usize = 200 * 1024 * 1024;

/// Where a response goes while its runtime makes it.
pub(crate) type ResponseSink = mpsc::Sender<Piece>;

/// A piece of a streamed response.
#[derive(Debug)]
pub(crate) enum Piece {
    /// The first one: the response's Content-Type, if the runtime names it.
    Begin(Option<String>),
    Data(Bytes),
}

/// One event on its way to a runtime.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) request_id: String,
    pub(crate) payload: Bytes,
    /// Milliseconds since 1970.
    pub(crate) deadline_ms: i64,
    pub(crate) invoked_function_arn: String,
    /// The value of X-Amzn-Trace-Id.
    pub(crate) trace_id: String,
    /// JSON, as the caller gave it.
    pub(crate) client_context: Option<String>,
    pub(crate) tenant_id: Option<String>,
    /// Whoever waits takes the response piece by piece, if the runtime gives it so.
    pub(crate) sink: Option<ResponseSink>,
}

/// What a runtime made of an event, or of its initialisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Response(Bytes),
    /// All of the response has gone into the event's sink.
    Streamed,
    Error(RuntimeError),
}

/// An error that a runtime reported; its payload reaches the caller untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuntimeError {
    pub(crate) payload: Bytes,
    /// The error's type as the log's REPORT line shows it, such as `Runtime.ImportModuleError`.
    pub(crate) error_type: String,
}

impl Answer {
    /// What the caller gets instead of a response that is too long (AWS's runtime emulator).
    pub(crate) fn too_large(bytes_max: usize) -> Self {
        Self::Error(RuntimeError {
            payload: Bytes::from(format!(
                "{{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size ({bytes_max} bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}}"
            )),
            error_type: "Function.ResponseSizeTooLarge".to_owned(),
        })
    }

    /// What the caller gets of a response that breaks off.
    pub(crate) fn truncated() -> Self {
        Self::Error(RuntimeError {
            payload: Bytes::from_static(
                b"{\"errorMessage\":\"The response was truncated\",\"errorType\":\"Runtime.TruncatedResponse\"}",
            ),
            error_type: "Runtime.TruncatedResponse".to_owned(),
        })
    }
}
