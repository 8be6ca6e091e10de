//! An alias: a name for one published version, or for two of which chance picks one.

use serde::{Deserialize, Serialize};

/// Immutable: an update makes a new one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) name: String,
    /// `$LATEST`, or a number.
    pub(crate) version: String,
    pub(crate) description: String,
    /// The version of RoutingConfig, if there is one.
    pub(crate) second: Option<SecondVersion>,
    pub(crate) revision_id: String,
}

/// A version that takes a share of an alias's events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SecondVersion {
    pub(crate) number: u64,
    /// From 0 to 1.
    pub(crate) weight: f64,
}

impl SecondVersion {
    /// Whether it takes an event, given 64 random bits.
    pub(crate) fn is_chosen(&self, random: u64) -> bool {
        // 53 bits fill a double's fraction: from 0 to just below 1.
        let share = (random >> 11) as f64 / (1u64 << 53) as f64;
        share < self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_the_share_of_events() {
        let second = |weight| SecondVersion { number: 2, weight };
        assert!(!second(0.0).is_chosen(0));
        assert!(second(1.0).is_chosen(u64::MAX));
        assert!(second(0.5).is_chosen(u64::MAX / 2 - 1_000_000));
        assert!(!second(0.5).is_chosen(u64::MAX / 2 + 1_000_000));
    }
}
