//! PutRuntimeManagementConfig and GetRuntimeManagementConfig on the wire.

use serde::{Deserialize, Serialize};

use super::member;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct RuntimeManagementConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) update_runtime_on: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) runtime_version_arn: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RuntimeManagementConfig {
    pub(crate) update_runtime_on: &'static str,
    pub(crate) function_arn: String,
    /// Only where updates are manual.
    pub(crate) runtime_version_arn: Option<String>,
}
