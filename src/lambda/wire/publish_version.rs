//! PublishVersion's request.

use serde::Deserialize;

use super::member;

/// The whole request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PublishVersionInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) code_sha256: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) revision_id: Option<String>,
    #[serde(deserialize_with = "member::asked")]
    pub(crate) publish_to: bool,
}
