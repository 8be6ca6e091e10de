//! GetFunction's answer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::concurrency::Concurrency;
use super::function_configuration::FunctionConfiguration;
use crate::lambda::functions::image::ContainerImage;

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

/// Where the package can be fetched, or which image it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionCodeLocation {
    #[serde(rename = "SourceKMSKeyArn")]
    source_kms_key_arn: Option<String>,
    resolved_image_uri: Option<String>,
    repository_type: &'static str,
    image_uri: Option<String>,
    location: Option<String>,
}

impl FunctionCodeLocation {
    /// A package that can be fetched at this URL.
    pub(crate) fn package(location: String, source_kms_key_arn: Option<String>) -> Self {
        Self {
            source_kms_key_arn,
            resolved_image_uri: None,
            repository_type: "S3",
            image_uri: None,
            location: Some(location),
        }
    }

    pub(crate) fn image(image: &ContainerImage) -> Self {
        Self {
            source_kms_key_arn: None,
            resolved_image_uri: Some(image.resolved_uri()),
            repository_type: "ECR",
            image_uri: Some(image.uri.clone()),
            location: None,
        }
    }
}
