//! UpdateFunctionCode's request.

use serde::Deserialize;

use super::code::CodeInput;
use super::member;

/// The whole request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct UpdateFunctionCodeInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) architectures: Option<Vec<String>>,
    #[serde(deserialize_with = "member::boolean")]
    pub(crate) publish: bool,
    #[serde(deserialize_with = "member::boolean")]
    pub(crate) dry_run: bool,
    #[serde(deserialize_with = "member::text")]
    pub(crate) revision_id: Option<String>,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) publish_to: bool,
    #[serde(flatten)]
    pub(crate) code: CodeInput,
}
