//! UpdateFunctionConfiguration's request.

use serde::Deserialize;

use super::member;
use super::settings::SettingsInput;

/// The whole request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct UpdateFunctionConfigurationInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) revision_id: Option<String>,
    #[serde(flatten)]
    pub(crate) settings: SettingsInput,
}
