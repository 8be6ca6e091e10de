//! A layer as the control plane keeps it: its versions, and who may use each of them.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::aws::arn;
use crate::aws::identity::Scope;
use crate::lambda::functions::policy::Policy;
use crate::lambda::functions::version::CodePackage;

/// All that is kept of one name. It stays when its last version goes, for numbers are given once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Layer {
    /// By number.
    pub(crate) versions: OrdMap<u64, Arc<LayerVersion>>,
    /// The highest number ever given.
    pub(crate) last_number: u64,
}

/// One version. Only its policy ever changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LayerVersion {
    pub(crate) scope: Scope,
    pub(crate) name: String,
    pub(crate) number: u64,
    pub(crate) content: Arc<CodePackage>,
    pub(crate) about: About,
    /// As CreatedDate shows it.
    pub(crate) created: String,
    pub(crate) policy: Option<Policy>,
}

/// What a version's publisher says of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) description: String,
    pub(crate) license: Option<String>,
    pub(crate) runtimes: Option<Vec<String>>,
    pub(crate) architectures: Option<Vec<String>>,
}

impl LayerVersion {
    /// `arn:aws:lambda:REGION:ACCOUNT:layer:NAME:NUMBER`
    pub(crate) fn arn(&self) -> String {
        format!("{}:{}", layer_arn(&self.scope, &self.name), self.number)
    }
}

/// `arn:aws:lambda:REGION:ACCOUNT:layer:NAME`
pub(crate) fn layer_arn(scope: &Scope, name: &str) -> String {
    arn::regional("lambda", scope, &format!("layer:{name}"))
}

impl About {
    /// Whether it says that it goes with a runtime and an architecture, where they are asked for.
    pub(crate) fn suits(&self, runtime: Option<&str>, architecture: Option<&str>) -> bool {
        let names = |list: &Option<Vec<String>>, wanted: Option<&str>| {
            wanted.is_none_or(|wanted| {
                let mut said = list.iter().flatten();
                said.any(|own| own == wanted)
            })
        };
        names(&self.runtimes, runtime) && names(&self.architectures, architecture)
    }
}
