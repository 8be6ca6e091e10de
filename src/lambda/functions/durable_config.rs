//! What makes a version durable.

use serde::{Deserialize, Serialize};

/// What a version's executions are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DurableConfig {
    /// Of a whole execution, in seconds.
    pub(crate) execution_timeout_s: u32,
    /// How long an execution is remembered after its end.
    pub(crate) retention_days: u32,
    /// The ARN of the key that payloads are encrypted with on AWS.
    pub(crate) kms_key: Option<String>,
}
