//! A code signing configuration as the control plane keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Immutable: a change makes a new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CodeSigningConfig {
    /// `csc-` and 17 letters and digits.
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) description: String,
    /// ARNs of signing profiles, 1 to 20.
    pub(crate) publishers: Vec<String>,
    pub(crate) untrusted: Untrusted,
    /// As LastModified shows it.
    pub(crate) last_modified: String,
    pub(crate) tags: BTreeMap<String, String>,
}

/// UntrustedArtifactOnDeployment: what becomes of a package without a signature of a publisher's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Untrusted {
    /// It is taken, and the log says so.
    #[default]
    Warn,
    Enforce,
}

impl Untrusted {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "Warn" => Some(Self::Warn),
            "Enforce" => Some(Self::Enforce),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "Warn",
            Self::Enforce => "Enforce",
        }
    }
}
