//! Code signing configurations on the wire.

use serde::{Deserialize, Serialize};

use super::member::{self, Pairs};
use crate::lambda::code_signing::config::CodeSigningConfig;

/// The requests that make and change one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CodeSigningConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) allowed_publishers: Option<AllowedPublishersInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) code_signing_policies: Option<CodeSigningPoliciesInput>,
    /// No member of UpdateCodeSigningConfig's.
    #[serde(deserialize_with = "member::text_map")]
    pub(crate) tags: Option<Pairs>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AllowedPublishersInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) signing_profile_version_arns: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CodeSigningPoliciesInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) untrusted_artifact_on_deployment: Option<String>,
}

/// PutFunctionCodeSigningConfig's request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionCodeSigningConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) code_signing_config_arn: Option<String>,
}

/// The answer of those that make, change and get one.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CodeSigningConfigOutput {
    code_signing_config: Shown,
}

/// One configuration.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Shown {
    code_signing_config_id: String,
    code_signing_config_arn: String,
    description: String,
    allowed_publishers: AllowedPublishers,
    code_signing_policies: CodeSigningPolicies,
    last_modified: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AllowedPublishers {
    signing_profile_version_arns: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CodeSigningPolicies {
    untrusted_artifact_on_deployment: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListCodeSigningConfigsOutput {
    pub(crate) next_marker: Option<String>,
    pub(crate) code_signing_configs: Vec<Shown>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctionsByCodeSigningConfigOutput {
    pub(crate) next_marker: Option<String>,
    pub(crate) function_arns: Vec<String>,
}

/// A function's configuration; an empty object where there is none (recorded answer).
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionCodeSigningConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    code_signing_config_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_name: Option<String>,
}

impl CodeSigningConfigOutput {
    pub(crate) fn of(config: &CodeSigningConfig) -> Self {
        Self {
            code_signing_config: Shown::of(config),
        }
    }
}

impl Shown {
    pub(crate) fn of(config: &CodeSigningConfig) -> Self {
        Self {
            code_signing_config_id: config.id.clone(),
            code_signing_config_arn: config.arn.clone(),
            description: config.description.clone(),
            allowed_publishers: AllowedPublishers {
                signing_profile_version_arns: config.publishers.clone(),
            },
            code_signing_policies: CodeSigningPolicies {
                untrusted_artifact_on_deployment: config.untrusted.as_str(),
            },
            last_modified: config.last_modified.clone(),
        }
    }
}

impl FunctionCodeSigningConfig {
    pub(crate) fn of(function: &str, arn: Option<&str>) -> Self {
        Self {
            code_signing_config_arn: arn.map(str::to_owned),
            function_name: arn.map(|_| function.to_owned()),
        }
    }
}
