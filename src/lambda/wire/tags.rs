//! Tags on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::member::{self, Pairs};

/// TagResource's request but the ARN in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TagResourceInput {
    #[serde(deserialize_with = "member::text_map")]
    pub(crate) tags: Option<Pairs>,
}

/// ListTags's answer: an empty object for a function without tags.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsOutput {
    pub(crate) tags: BTreeMap<String, String>,
}
