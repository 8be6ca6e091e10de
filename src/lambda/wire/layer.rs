//! Layers on the wire: the requests that publish and share them, and how they are shown.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::code::CodeInput;
use super::member;
use crate::lambda::layers::layer::{LayerVersion, layer_arn};

/// PublishLayerVersion's request but the name in its path.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PublishLayerVersionInput {
    #[serde(deserialize_with = "member::structure")]
    pub(crate) content: Option<CodeInput>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) license_info: Option<String>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) compatible_runtimes: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) compatible_architectures: Option<Vec<String>>,
}

/// AddLayerVersionPermission's request but what its path and query say.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AddLayerVersionPermissionInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) statement_id: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) action: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) principal: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) organization_id: Option<String>,
}

/// AddLayerVersionPermission's answer: the new statement as a JSON text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AddLayerVersionPermissionOutput {
    pub(crate) statement: String,
    pub(crate) revision_id: String,
}

/// What PublishLayerVersion, GetLayerVersion and GetLayerVersionByArn answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionOutput {
    content: LayerVersionContent,
    layer_arn: String,
    #[serde(flatten)]
    version: LayerVersionsListItem,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LayerVersionContent {
    location: String,
    code_sha256: String,
    code_size: usize,
    signing_profile_version_arn: (),
    signing_job_arn: (),
}

/// A version as lists show it: `null` where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionsListItem {
    layer_version_arn: String,
    version: u64,
    description: String,
    created_date: String,
    compatible_runtimes: Option<Vec<String>>,
    license_info: Option<String>,
    compatible_architectures: Option<Vec<String>>,
}

/// A layer as ListLayers shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayersListItem {
    layer_name: String,
    layer_arn: String,
    latest_matching_version: LayerVersionsListItem,
}

/// One page of a layer's versions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListLayerVersionsOutput {
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
    pub(crate) layer_versions: Vec<LayerVersionsListItem>,
}

/// One page of layers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListLayersOutput {
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
    pub(crate) layers: Vec<LayersListItem>,
}

impl LayerVersionOutput {
    /// Shows a version; `location` is where its content can be fetched.
    pub(crate) fn of(version: &LayerVersion, location: String) -> Self {
        Self {
            content: LayerVersionContent {
                location,
                code_sha256: STANDARD.encode(version.content.sha256),
                code_size: version.content.zip_bytes(),
                signing_profile_version_arn: (),
                signing_job_arn: (),
            },
            layer_arn: layer_arn(&version.scope, &version.name),
            version: LayerVersionsListItem::of(version),
        }
    }
}

impl LayerVersionsListItem {
    pub(crate) fn of(version: &LayerVersion) -> Self {
        let about = &version.about;
        Self {
            layer_version_arn: version.arn(),
            version: version.number,
            description: about.description.clone(),
            created_date: version.created.clone(),
            compatible_runtimes: about.runtimes.clone(),
            license_info: about.license.clone(),
            compatible_architectures: about.architectures.clone(),
        }
    }
}

impl LayersListItem {
    pub(crate) fn of(latest: &LayerVersion) -> Self {
        Self {
            layer_name: latest.name.clone(),
            layer_arn: layer_arn(&latest.scope, &latest.name),
            latest_matching_version: LayerVersionsListItem::of(latest),
        }
    }
}
