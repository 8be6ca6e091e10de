//! Whether a bucket keeps versions.

use serde::{Deserialize, Serialize};

/// A bucket's versioning; once configured it is never `Never` again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) enum Status {
    #[default]
    Never,
    /// Every write makes a version of its own.
    Enabled,
    /// Writes make, or replace, the `null` version.
    Suspended,
}

impl Status {
    /// `None` for whatever S3 does not know, other cases included (recorded).
    pub(in crate::s3) fn parse(name: &str) -> Option<Self> {
        match name {
            "Enabled" => Some(Self::Enabled),
            "Suspended" => Some(Self::Suspended),
            _ => None,
        }
    }

    /// `None` where nothing was ever configured.
    pub(in crate::s3) fn name(self) -> Option<&'static str> {
        match self {
            Self::Never => None,
            Self::Enabled => Some("Enabled"),
            Self::Suspended => Some("Suspended"),
        }
    }
}

/// A bucket's versioning configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::s3) struct Versioning {
    pub(in crate::s3) status: Status,
    /// Echoed, not enforced: nobody has an MFA device here. `None` when it was never sent.
    pub(in crate::s3) mfa_delete: Option<bool>,
}
