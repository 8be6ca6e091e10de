//! CreateFunction's request.

use serde::Deserialize;

use super::code::CodeInput;
use super::member::{self, Pairs};
use super::settings::SettingsInput;

/// The whole request, as it came: nothing is checked yet but the kinds of its values.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CreateFunctionInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) function_name: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) code: Option<CodeInput>,
    #[serde(deserialize_with = "member::boolean")]
    pub(crate) publish: bool,
    #[serde(deserialize_with = "member::text")]
    pub(crate) package_type: Option<String>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) architectures: Option<Vec<String>>,
    #[serde(deserialize_with = "member::text_map")]
    pub(crate) tags: Option<Pairs>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) code_signing_config_arn: Option<String>,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) publish_to: bool,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) tenancy_config: Option<TenancyConfigInput>,
    #[serde(flatten)]
    pub(crate) settings: SettingsInput,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TenancyConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) tenant_isolation_mode: Option<String>,
}
