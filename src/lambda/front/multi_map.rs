//! Names with several values each, in an order that is kept: headers and query parameters.

use std::collections::HashMap;

use serde::{Serialize, Serializer};

/// Every name once, with all its values.
pub(super) type MultiMap = Vec<(String, Vec<String>)>;

/// Written as a JSON object of each name's last value.
pub(super) struct LastValues<'a>(pub(super) &'a MultiMap);

/// Written as a JSON object of lists.
pub(super) struct AllValues<'a>(pub(super) &'a MultiMap);

/// Written as a JSON object of each name's values with commas between them.
pub(super) struct JoinedValues<'a>(pub(super) &'a MultiMap);

impl Serialize for LastValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, values)| (name, values.last())))
    }
}

impl Serialize for AllValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, values)| (name, values)))
    }
}

impl Serialize for JoinedValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, values)| (name, values.join(","))))
    }
}

/// Puts pairs of one name together where the name first stood.
pub(super) fn group(pairs: Vec<(String, String)>) -> MultiMap {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut grouped = MultiMap::new();
    for (name, value) in pairs {
        let place = *places.entry(name.clone()).or_insert(grouped.len());
        match grouped.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name, vec![value])),
        }
    }
    grouped
}
