//! PutFunctionScalingConfig's request.

use serde::Deserialize;

use super::member;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionScalingConfigInput {
    #[serde(deserialize_with = "member::structure")]
    pub(crate) function_scaling_config: Option<ScalingConfigInput>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ScalingConfigInput {
    #[serde(deserialize_with = "member::integer")]
    pub(crate) min_execution_environments: Option<i64>,
    #[serde(deserialize_with = "member::integer")]
    pub(crate) max_execution_environments: Option<i64>,
}
