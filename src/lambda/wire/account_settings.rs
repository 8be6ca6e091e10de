//! GetAccountSettings's answer.

use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetAccountSettingsOutput {
    pub(crate) account_limit: AccountLimit,
    pub(crate) account_usage: AccountUsage,
}

/// Sizes in bytes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountLimit {
    pub(crate) code_size_unzipped: u64,
    pub(crate) code_size_zipped: u64,
    pub(crate) concurrent_executions: u32,
    pub(crate) total_code_size: u64,
    pub(crate) unreserved_concurrent_executions: u32,
}

/// Every published version of a function or a layer counts towards the size, in bytes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountUsage {
    pub(crate) function_count: usize,
    pub(crate) total_code_size: u64,
}
