//! Aliases on the wire: the requests that make and change them, and how they are shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::member;
use crate::aws::identity::Scope;
use crate::lambda::functions::alias::Alias;
use crate::lambda::functions::registry::function_arn;

/// CreateAlias's request; UpdateAlias's, which has its Name in the path and a RevisionId besides.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AliasInput {
    #[serde(deserialize_with = "member::text")]
    pub(crate) name: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) function_version: Option<String>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) description: Option<String>,
    #[serde(deserialize_with = "member::structure")]
    pub(crate) routing_config: Option<RoutingConfigInput>,
    #[serde(deserialize_with = "member::text")]
    pub(crate) revision_id: Option<String>,
}

/// A RoutingConfig as a request gives it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct RoutingConfigInput {
    #[serde(deserialize_with = "member::number_map")]
    additional_version_weights: Option<Vec<(String, f64)>>,
}

impl RoutingConfigInput {
    /// Versions and their weights, as they came.
    pub(crate) fn weights(&self) -> &[(String, f64)] {
        self.additional_version_weights
            .as_deref()
            .unwrap_or_default()
    }
}

/// AliasConfiguration: `null` where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AliasConfiguration {
    alias_arn: String,
    description: String,
    function_version: String,
    name: String,
    revision_id: String,
    routing_config: Option<AliasRoutingConfiguration>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AliasRoutingConfiguration {
    additional_version_weights: BTreeMap<String, f64>,
}

/// One page of a function's aliases.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListAliasesOutput {
    pub(crate) aliases: Vec<AliasConfiguration>,
    /// `None` on the last page.
    pub(crate) next_marker: Option<String>,
}

impl AliasConfiguration {
    pub(crate) fn of(scope: &Scope, function: &str, alias: &Alias) -> Self {
        let second = alias.second.as_ref();
        Self {
            alias_arn: function_arn(scope, function, Some(&alias.name)),
            description: alias.description.clone(),
            function_version: alias.version.clone(),
            name: alias.name.clone(),
            revision_id: alias.revision_id.clone(),
            routing_config: second.map(|second| AliasRoutingConfiguration {
                additional_version_weights: [(second.number.to_string(), second.weight)].into(),
            }),
        }
    }
}
