//! Capacity providers on the wire.

use serde::{Deserialize, Serialize};

use super::member;

/// What of CreateCapacityProvider's request says where instances would be.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CreateCapacityProviderInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) capacity_provider_name: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) vpc_config: Option<CapacityProviderVpcConfigInput>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) permissions_config: Option<PermissionsConfigInput>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct CapacityProviderVpcConfigInput {
    #[serde(deserialize_with = "member::texts")]
    pub(crate) subnet_ids: Option<Vec<String>>,
    #[serde(deserialize_with = "member::texts")]
    pub(crate) security_group_ids: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PermissionsConfigInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) capacity_provider_operator_role_arn: Option<String>,
}

/// ListCapacityProviders' answer: there are none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListCapacityProvidersOutput {
    pub(crate) capacity_providers: [(); 0],
    pub(crate) next_marker: (),
}
