//! Container images as the code of functions.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An image, as CreateFunction and UpdateFunctionCode name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContainerImage {
    /// As given: `REPOSITORY:TAG`, or `REPOSITORY@sha256:HEX`.
    pub(crate) uri: String,
    pub(crate) config: ImageConfig,
}

/// What is said in place of the image's own settings (ImageConfig of the API model).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImageConfig {
    pub(crate) entry_point: Option<Vec<String>>,
    pub(crate) command: Option<Vec<String>>,
    pub(crate) working_directory: Option<String>,
}

impl ContainerImage {
    /// 64 hexadecimal digits: those that the URI names, or, as no registry is asked, the SHA-256 of
    /// the URI itself.
    pub(crate) fn digest(&self) -> String {
        match self.uri.split_once("@sha256:") {
            Some((_, digest)) => digest.to_owned(),
            None => Sha256::digest(&self.uri)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        }
    }

    /// `REPOSITORY@sha256:HEX`.
    pub(crate) fn resolved_uri(&self) -> String {
        let name = self.uri.split('@').next().unwrap_or_default();
        // A colon before the last slash belongs to the registry's port.
        let repository = match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => repository,
            _ => name,
        };
        format!("{repository}@sha256:{}", self.digest())
    }
}

impl ImageConfig {
    /// Nothing is said: then nothing is shown.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resolved_uri_has_the_digest_in_place_of_the_tag() {
        let resolved = |uri: &str| {
            let config = ImageConfig::default();
            let uri = uri.to_owned();
            ContainerImage { uri, config }.resolved_uri()
        };
        let digest = "a".repeat(64);
        for (uri, repository) in [
            (format!("r/app@sha256:{digest}"), "r/app"),
            (format!("r/app:1@sha256:{digest}"), "r/app"),
        ] {
            assert_eq!(resolved(&uri), format!("{repository}@sha256:{digest}"));
        }
        for uri in ["localhost:5000/app", "localhost:5000/app:tag"] {
            assert!(resolved(uri).starts_with("localhost:5000/app@sha256:"));
        }
    }
}
