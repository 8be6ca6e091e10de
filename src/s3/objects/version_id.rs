//! Version ids: `null`, or 32 characters that name one version of one key.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Clock;

/// What an id is made of, how long it is, and how much of it is random.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const LENGTH: usize = 32;
const RANDOM: usize = 20;

/// Names a version among those of its key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(in crate::s3) enum VersionId {
    /// What is written while versioning is not enabled.
    Null,
    Unique(Arc<str>),
}

impl VersionId {
    pub(super) fn unique(clock: &Clock, key: &str) -> Self {
        let mut id = clock.random_text(ALPHABET, RANDOM);
        id.push_str(&seal(&id, key));
        Self::Unique(id.into())
    }

    /// `None` when no id looks like this.
    pub(in crate::s3) fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte));
        match text {
            "null" => Some(Self::Null),
            id if well_formed => Some(Self::Unique(id.into())),
            _ => None,
        }
    }

    pub(in crate::s3) fn as_str(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Unique(id) => id,
        }
    }

    /// Whether this key can ever have had a version of this name: AWS tells ids of versions that
    /// are gone from ids it never gave (recorded).
    pub(in crate::s3) fn was_given_to(&self, key: &str) -> bool {
        match self {
            Self::Null => true,
            Self::Unique(id) => {
                let (random, own) = id.split_at(RANDOM);
                own == seal(random, key)
            }
        }
    }
}

/// The rest of an id: ties it to its key. Replicas have the id of their source, so that the bucket
/// does not count.
fn seal(random: &str, key: &str) -> String {
    let digest = Sha256::new()
        .chain_update(random)
        .chain_update([0])
        .chain_update(key)
        .finalize();
    digest
        .iter()
        .take(LENGTH - RANDOM)
        .map(|byte| char::from(ALPHABET[usize::from(byte % 64)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_knows_its_key() {
        let id = VersionId::unique(&Clock::frozen(0), "k");
        assert_eq!(VersionId::parse(id.as_str()), Some(id.clone()));
        assert!(id.was_given_to("k"));
        assert!(!id.was_given_to("other"));
        assert_eq!(VersionId::parse("null"), Some(VersionId::Null));
        for none in ["", "x", "ééééééééééééééééé", &"a-".repeat(16)] {
            assert_eq!(VersionId::parse(none), None, "{none}");
        }
    }
}
