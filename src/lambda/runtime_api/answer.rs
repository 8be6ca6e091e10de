//! What goes to a runtime, and what comes back.

use bytes::Bytes;

/// A response may be 6 MiB and 100 bytes long (recorded in AWS's own runtime emulator).
pub(crate) const RESPONSE_BYTES_MAX: usize = 6 * 1024 * 1024 + 100;

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
}

/// What a runtime made of an event, or of its initialisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Response(Bytes),
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
    pub(crate) fn too_large() -> Self {
        Self::Error(RuntimeError {
            payload: Bytes::from(format!(
                "{{\"errorMessage\":\"Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES_MAX} bytes).\",\"errorType\":\"Function.ResponseSizeTooLarge\"}}"
            )),
            error_type: "Function.ResponseSizeTooLarge".to_owned(),
        })
    }
}
