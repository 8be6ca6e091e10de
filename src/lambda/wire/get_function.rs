//! GetFunction's answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::concurrency::Concurrency;
use super::function_configuration::FunctionConfiguration;

/// All of AWS's members in AWS's order; `null` where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetFunctionOutput {
    pub(crate) configuration: FunctionConfiguration,
    /// `None` for a function without a limit of its own.
    pub(crate) concurrency: Option<Concurrency>,
    pub(crate) tags_error: (),
    pub(crate) code: FunctionCodeLocation,
    /// `None` for a function without tags.
    pub(crate) tags: Option<BTreeMap<String, String>>,
}

/// Where the package can be fetched.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionCodeLocation {
    #[serde(rename = "SourceKMSKeyArn")]
    pub(crate) source_kms_key_arn: (),
    pub(crate) resolved_image_uri: (),
    pub(crate) repository_type: &'static str,
    pub(crate) image_uri: (),
    pub(crate) location: String,
}
