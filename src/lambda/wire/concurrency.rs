//! Reserved concurrency on the wire.

use serde::{Deserialize, Serialize};

use super::member;

/// PutFunctionConcurrency's request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PutFunctionConcurrencyInput {
    #[serde(deserialize_with = "member::integer")]
    pub(crate) reserved_concurrent_executions: Option<i64>,
}

/// A function's limit; an empty object where there is none (recorded answer).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Concurrency {
    #[serde(skip_serializing_if = "Option::is_none")]
    reserved_concurrent_executions: Option<u32>,
}

impl Concurrency {
    pub(crate) fn of(reserved: Option<u32>) -> Self {
        Self {
            reserved_concurrent_executions: reserved,
        }
    }
}
