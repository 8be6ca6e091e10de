//! Provisioned concurrency on the wire.

use serde::{Deserialize, Serialize};

use super::member;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ProvisionedConcurrencyConfigInput {
    #[serde(deserialize_with = "member::integer")]
    pub(crate) provisioned_concurrent_executions: Option<i64>,
}

/// How Put and Get show one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ProvisionedConcurrencyConfig {
    pub(crate) requested_provisioned_concurrent_executions: u32,
    pub(crate) available_provisioned_concurrent_executions: u32,
    pub(crate) allocated_provisioned_concurrent_executions: u32,
    pub(crate) status: &'static str,
    pub(crate) status_reason: Option<String>,
    pub(crate) last_modified: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ProvisionedConcurrencyConfigListItem {
    pub(crate) function_arn: String,
    #[serde(flatten)]
    pub(crate) config: ProvisionedConcurrencyConfig,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListProvisionedConcurrencyConfigsOutput {
    pub(crate) provisioned_concurrency_configs: Vec<ProvisionedConcurrencyConfigListItem>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}
