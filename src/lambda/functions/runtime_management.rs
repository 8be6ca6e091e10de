//! When the runtime of a version is updated.

use serde::{Deserialize, Serialize};

/// UpdateRuntimeOn of the API model. Runtimes here are those of the machine: the setting is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RuntimeManagement {
    #[default]
    Auto,
    FunctionUpdate,
    /// Never: the version runs on the runtime with this ARN.
    Manual(String),
}

impl RuntimeManagement {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::FunctionUpdate => "FunctionUpdate",
            Self::Manual(_) => "Manual",
        }
    }

    /// The ARN of the runtime that a version keeps.
    pub(crate) fn pinned(&self) -> Option<&str> {
        match self {
            Self::Manual(arn) => Some(arn),
            _ => None,
        }
    }
}
