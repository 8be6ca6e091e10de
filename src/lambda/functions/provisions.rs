//! How the provisioned concurrency of a function's versions and aliases falls to its versions.

use std::collections::BTreeMap;

use super::function::Function;
use super::version::version_number;

impl Function {
    /// How many environments each version keeps ready, all configurations together.
    pub(crate) fn provisions(&self) -> BTreeMap<u64, u32> {
        let mut wanted = BTreeMap::new();
        for (qualifier, provisioned) in &self.provisioned {
            for (number, share) in self.provisioned_shares(qualifier, provisioned.requested) {
                *wanted.entry(number).or_default() += share;
            }
        }
        wanted
    }

    /// The versions behind a version's number or an alias, and how many of `requested` each gets: an
    /// alias with two versions shares them as it shares its events.
    pub(crate) fn provisioned_shares(&self, qualifier: &str, requested: u32) -> Vec<(u64, u32)> {
        let Some(alias) = self.aliases.get(qualifier) else {
            let number = version_number(qualifier);
            return number
                .map(|number| (number, requested))
                .into_iter()
                .collect();
        };
        let second = alias.second.as_ref().map(|second| {
            let share = (f64::from(requested) * second.weight).round() as u32;
            (second.number, share.min(requested))
        });
        let taken = second.map_or(0, |(_, share)| share);
        let first = version_number(&alias.version).map(|number| (number, requested - taken));
        first.into_iter().chain(second).collect()
    }

    /// All that its configurations ask for.
    pub(crate) fn provisioned_total(&self) -> u32 {
        let requested = self.provisioned.values().map(|own| own.requested);
        requested.fold(0, u32::saturating_add)
    }
}
