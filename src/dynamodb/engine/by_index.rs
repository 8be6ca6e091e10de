//! How settings of a table and of its indexes are written down, which JSON has no map for.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Deserializer, Serialize, Serializer};

/// By the name of an index; none is the table itself.
type Settings<T> = BTreeMap<Option<String>, T>;

pub(super) fn serialize<S: Serializer, T: Serialize>(
    settings: &Settings<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(settings)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Settings<T>, D::Error> {
    let pairs = Vec::deserialize(deserializer)?;
    Ok(pairs.into_iter().collect())
}
