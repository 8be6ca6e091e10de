//! PutFunctionRecursionConfig and GetFunctionRecursionConfig on the wire.

use serde::{Deserialize, Serialize};

use super::member;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionRecursionConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) recursive_loop: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionRecursionConfig {
    pub(crate) recursive_loop: &'static str,
}
