//! Vector indexes: the vectors of a table's items, and the search for those that are nearest.

use std::sync::Arc;

use imbl::OrdMap;

use super::definition::{Definition, Distance, KeySchema, VectorIndex};
use super::item::Item;
use super::key::Key;
use super::range::KeyRange;
use super::tree::Tree;
use crate::dynamodb::value::{AttributeValue, Attributes, Number, TEXT_BYTES_MAX};

/// Bytes that a vector request is charged in steps of (recorded: 1,024 for three dimensions).
const CHARGED_BYTES: usize = 1024;
const DIMENSION_BYTES: usize = size_of::<f32>();

/// In the order of the definition's. Cloning it costs a few pointers.
#[derive(Clone, Default)]
pub(crate) struct Vectors(Vec<VectorTree>);

/// The entries of one vector index.
#[derive(Clone)]
pub(crate) struct VectorTree {
    index: Arc<VectorIndex>,
    entries: OrdMap<Key, Arc<Entry>>,
    size_bytes: usize,
}

/// An item's place in a vector index.
#[derive(PartialEq)]
pub(crate) struct Entry {
    pub(crate) vector: Vec<f32>,
    /// In the order of the search schema.
    values: Vec<Option<AttributeValue>>,
    /// What is projected, without the vector.
    pub(crate) item: Item,
}

/// What a write cost in one vector index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VectorWrite {
    /// Its place in the table's definition.
    pub(crate) index: usize,
    pub(crate) bytes: usize,
}

/// An entry and how near it is.
pub(crate) struct Hit {
    pub(crate) score: f32,
    pub(crate) entry: Arc<Entry>,
}

impl Vectors {
    /// Begins and ends indexes so that there are those of the definition.
    pub(super) fn follow(&mut self, definition: &Definition, items: &Tree) {
        let followed = definition.vectors.iter().map(|index| {
            let own = self.0.iter().find(|tree| Arc::ptr_eq(&tree.index, index));
            own.cloned()
                .unwrap_or_else(|| VectorTree::of(index, &definition.key, items))
        });
        self.0 = followed.collect();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn tree(&self, at: usize) -> &VectorTree {
        &self.0[at]
    }

    /// Follows a write of one item; what that cost.
    pub(super) fn write(
        &mut self,
        table: &KeySchema,
        key: &Key,
        new: Option<&Attributes>,
    ) -> Vec<VectorWrite> {
        let trees = self.0.iter_mut().enumerate();
        let writes = trees.filter_map(|(index, tree)| {
            let bytes = tree.write(table, key, new)?;
            Some(VectorWrite { index, bytes })
        });
        writes.collect()
    }
}

impl VectorTree {
    fn of(index: &Arc<VectorIndex>, table: &KeySchema, items: &Tree) -> Self {
        let mut tree = Self {
            index: Arc::clone(index),
            entries: OrdMap::new(),
            size_bytes: 0,
        };
        for (key, item) in items.range(KeyRange::all()) {
            tree.write(table, key, Some(&item.attributes()));
        }
        tree
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    /// The bytes that are charged, unless the index did not have to change.
    fn write(&mut self, table: &KeySchema, key: &Key, new: Option<&Attributes>) -> Option<usize> {
        let new = new.and_then(|item| Entry::of(&self.index, table, item));
        let old = self.entries.get(key);
        if old.map(Arc::as_ref) == new.as_ref() {
            return None;
        }
        let old_bytes = old.map_or(0, |entry| entry.size_bytes());
        let new_bytes = new.as_ref().map_or(0, Entry::size_bytes);
        self.size_bytes = self.size_bytes - old_bytes + new_bytes;
        match new {
            Some(entry) => self.entries.insert(key.clone(), Arc::new(entry)),
            None => self.entries.remove(key),
        };
        Some(charged(old_bytes.max(new_bytes)))
    }

    /// The nearest entries whose values are the wanted ones, nearest first, and the bytes that are
    /// charged. Every entry is looked at. `wanted` names places in the search schema.
    pub(crate) fn search(
        &self,
        vector: &[f32],
        wanted: &[(usize, &AttributeValue)],
        hits_max: usize,
    ) -> (Vec<Hit>, usize) {
        let is_wanted = |entry: &Entry| {
            let mut wanted = wanted.iter();
            wanted.all(|(at, value)| entry.values[*at].as_ref() == Some(value))
        };
        let distance = self.index.distance;
        let found = self.entries.values().filter(|entry| is_wanted(entry));
        let mut hits: Vec<_> = found
            .map(|entry| (score(distance, vector, &entry.vector), entry))
            .collect();
        // Equal scores keep the order of the table.
        match distance {
            Distance::DotProduct => hits.sort_by(|one, other| other.0.total_cmp(&one.0)),
            _ => hits.sort_by(|one, other| one.0.total_cmp(&other.0)),
        }
        let bytes = hits.len() * vector.len() * DIMENSION_BYTES;
        let nearest = hits.into_iter().take(hits_max);
        let nearest = nearest.map(|(score, entry)| Hit {
            score: score as f32,
            entry: Arc::clone(entry),
        });
        (nearest.collect(), charged(bytes))
    }
}

impl Entry {
    /// None if the index does not hold the item.
    fn of(index: &VectorIndex, table: &KeySchema, item: &Attributes) -> Option<Self> {
        let AttributeValue::L(elements) = item.get(&index.attribute)? else {
            return None;
        };
        let vector = elements.iter().map(float_of).collect::<Option<Vec<_>>>()?;
        if vector.len() != index.dimensions {
            return None;
        }
        let mut values = Vec::with_capacity(index.schema.len());
        for element in &index.schema {
            let value = item.get(&element.attribute.name);
            let value = value.filter(|value| element.attribute.kind.fits(value));
            if value.is_none() && element.is_hash {
                return None;
            }
            values.push(value.cloned());
        }
        let projected = item
            .iter()
            .filter(|(name, _)| **name != index.attribute && index.projects(name, table))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Some(Self {
            vector,
            values,
            item: Item::new(&projected),
        })
    }

    fn size_bytes(&self) -> usize {
        self.vector.len() * DIMENSION_BYTES + self.item.size_bytes()
    }
}

fn charged(bytes: usize) -> usize {
    bytes.div_ceil(CHARGED_BYTES).max(1) * CHARGED_BYTES
}

/// A number at the precision of an index; none if the value is no number, or too large for it.
pub(crate) fn float_of(value: &AttributeValue) -> Option<f32> {
    match value {
        AttributeValue::N(number) => float_of_number(number),
        _ => None,
    }
}

fn float_of_number(number: &Number) -> Option<f32> {
    let mut buffer = [0; TEXT_BYTES_MAX];
    let float: f32 = number.text(&mut buffer).parse().ok()?;
    float.is_finite().then_some(float)
}

/// Developer Guide, "Working with vector indexes", "Distance functions": one less the cosine, the
/// product, the straight line.
fn score(distance: Distance, one: &[f32], other: &[f32]) -> f64 {
    let pairs = || {
        one.iter()
            .zip(other)
            .map(|(a, b)| (f64::from(*a), f64::from(*b)))
    };
    let product = || pairs().map(|(a, b)| a * b).sum::<f64>();
    match distance {
        Distance::DotProduct => product().clamp(f32::MIN.into(), f32::MAX.into()),
        Distance::Euclidean => {
            let squares = pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
            squares.sqrt().min(f32::MAX.into())
        }
        Distance::Cosine => {
            let length = |vector: &[f32]| {
                let squares = vector.iter().map(|a| f64::from(*a) * f64::from(*a));
                squares.sum::<f64>().sqrt()
            };
            let lengths = length(one) * length(other);
            // A vector of zeros has no direction.
            match lengths > 0.0 {
                true => (1.0 - product() / lengths).clamp(0.0, 2.0),
                false => 1.0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Recorded in the public Parity Suite (eu-west-2, August 2026).
    #[test]
    fn scores_are_awss() {
        let query = [1.0, 0.0, 0.0];
        let of = |distance, other: [f32; 3]| score(distance, &query, &other) as f32;
        assert_eq!(of(Distance::Cosine, [1.0, 0.0, 0.0]), 0.0);
        assert_eq!(of(Distance::Cosine, [-1.0, 0.0, 0.0]), 2.0);
        assert!((of(Distance::Cosine, [0.6, 0.8, 0.0]) - 0.4).abs() < 1e-6);
        assert!((of(Distance::Euclidean, [0.6, 0.8, 0.0]) - 0.8_f32.sqrt()).abs() < 1e-6);
        assert_eq!(of(Distance::DotProduct, [-1.0, 0.0, 0.0]), -1.0);
        assert_eq!(of(Distance::Cosine, [0.0; 3]), 1.0);
    }
}
