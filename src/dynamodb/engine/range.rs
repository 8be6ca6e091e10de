//! A range of places in a tree: what a query's key conditions and a scan's segment come to.

use std::cmp::Ordering;
use std::ops::{Bound, RangeBounds};

use super::key::{Key, after_prefix, bucket_start, encode_partition, encode_parts};
use crate::dynamodb::value::KeyScalar;

/// The buckets by which AWS divides a parallel scan.
const BUCKETS: u64 = 4096;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyRange {
    from: Bound<Key>,
    to: Bound<Key>,
}

/// What a query asks of the first sort key attribute that it does not pin to one value.
pub(crate) enum SortCondition<'a> {
    Below(KeyScalar<'a>),
    AtMost(KeyScalar<'a>),
    Above(KeyScalar<'a>),
    AtLeast(KeyScalar<'a>),
    Between(KeyScalar<'a>, KeyScalar<'a>),
    BeginsWith(KeyScalar<'a>),
}

impl KeyRange {
    /// Everything.
    pub(crate) fn all() -> Self {
        Self {
            from: Bound::Unbounded,
            to: Bound::Unbounded,
        }
    }

    /// One partition; `pinned` are the values of the leading sort key attributes that have to be
    /// equal, `condition` is asked of the next one.
    pub(crate) fn partition(
        partition: &[KeyScalar<'_>],
        pinned: &[KeyScalar<'_>],
        condition: Option<&SortCondition<'_>>,
    ) -> Self {
        let mut prefix = Vec::with_capacity(64);
        encode_partition(partition, &mut prefix);
        encode_parts(pinned, &mut prefix);
        let with = |value: &KeyScalar<'_>| {
            let mut bytes = prefix.clone();
            value.encode_ordered(&mut bytes);
            bytes
        };
        match condition {
            None => Self::between(prefix.clone(), after_prefix(&prefix)),
            Some(SortCondition::Below(value)) => Self::between(prefix.clone(), Some(with(value))),
            Some(SortCondition::AtMost(value)) => {
                Self::between(prefix.clone(), after_prefix(&with(value)))
            }
            Some(SortCondition::Above(value)) => match after_prefix(&with(value)) {
                Some(from) => Self::between(from, after_prefix(&prefix)),
                None => Self::between(with(value), Some(with(value))),
            },
            Some(SortCondition::AtLeast(value)) => {
                Self::between(with(value), after_prefix(&prefix))
            }
            Some(SortCondition::Between(low, high)) => {
                Self::between(with(low), after_prefix(&with(high)))
            }
            Some(SortCondition::BeginsWith(value)) => {
                let mut bytes = prefix.clone();
                match value.encode_prefix(&mut bytes) {
                    Some(()) => Self::between(bytes.clone(), after_prefix(&bytes)),
                    // A number begins with nothing.
                    None => Self::between(prefix.clone(), Some(prefix)),
                }
            }
        }
    }

    /// A segment of a parallel scan: `segment` is below `total`.
    pub(crate) fn segment(segment: u64, total: u64) -> Self {
        let start = |segment: u64| (BUCKETS * segment).div_ceil(total);
        let bound = |bucket: u64| match u16::try_from(bucket) {
            Ok(bucket) if u64::from(bucket) < BUCKETS => {
                Some(Key::from_bytes(&bucket_start(bucket)))
            }
            _ => None,
        };
        let (from, to) = (start(segment), start(segment + 1));
        match bound(from) {
            Some(low) if from < to => Self {
                from: Bound::Included(low),
                to: bound(to).map_or(Bound::Unbounded, Bound::Excluded),
            },
            // More segments than buckets: some have none.
            _ => Self::between(Vec::new(), Some(Vec::new())),
        }
    }

    /// What lies behind a key, or before it if the walk goes backward.
    pub(crate) fn beyond(mut self, key: Key, forward: bool) -> Self {
        if forward {
            if self.is_below(&key) {
                self.from = Bound::Excluded(key);
            }
        } else if self.is_above(&key) {
            self.to = Bound::Excluded(key);
        }
        self
    }

    /// What lies in both ranges.
    pub(crate) fn intersection(self, other: Self) -> Self {
        Self {
            from: match self.compare_start(&other) {
                Ordering::Less => other.from,
                _ => self.from,
            },
            to: match (&self.to, &other.to) {
                (Bound::Unbounded, _) => other.to,
                (_, Bound::Unbounded) => self.to,
                (
                    Bound::Included(own) | Bound::Excluded(own),
                    Bound::Included(others) | Bound::Excluded(others),
                ) => match own.cmp(others) {
                    Ordering::Less => self.to,
                    Ordering::Equal if matches!(self.to, Bound::Excluded(_)) => self.to,
                    _ => other.to,
                },
            },
        }
    }

    /// From where the first of two ranges begins to where the last of them ends.
    pub(crate) fn union(self, other: Self) -> Self {
        let from = match self.compare_start(&other) {
            Ordering::Greater => other.from.clone(),
            _ => self.from.clone(),
        };
        // The end of the intersection is the earlier one; this takes the other.
        let earlier = self.clone().intersection(other.clone()).to;
        let to = match self.to == earlier {
            true => other.to,
            false => self.to,
        };
        Self { from, to }
    }

    /// Which of two ranges begins first.
    pub(crate) fn compare_start(&self, other: &Self) -> Ordering {
        match (&self.from, &other.from) {
            (Bound::Unbounded, Bound::Unbounded) => Ordering::Equal,
            (Bound::Unbounded, _) => Ordering::Less,
            (_, Bound::Unbounded) => Ordering::Greater,
            (
                Bound::Included(own) | Bound::Excluded(own),
                Bound::Included(others) | Bound::Excluded(others),
            ) => {
                let after = |range: &Self| matches!(range.from, Bound::Excluded(_));
                own.cmp(others).then(after(self).cmp(&after(other)))
            }
        }
    }

    pub(crate) fn contains(&self, key: &Key) -> bool {
        !self.is_empty() && (self.from.as_ref(), self.to.as_ref()).contains(key)
    }

    pub(crate) fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (
                Bound::Included(from) | Bound::Excluded(from),
                Bound::Included(to) | Bound::Excluded(to),
            ) => from >= to,
        }
    }

    pub(super) fn into_bounds(self) -> (Bound<Key>, Bound<Key>) {
        (self.from, self.to)
    }

    fn between(from: Vec<u8>, to: Option<Vec<u8>>) -> Self {
        Self {
            from: Bound::Included(Key::from_bytes(&from)),
            to: match to {
                Some(to) => Bound::Excluded(Key::from_bytes(&to)),
                None => Bound::Unbounded,
            },
        }
    }

    fn is_below(&self, key: &Key) -> bool {
        match &self.from {
            Bound::Included(from) | Bound::Excluded(from) => from <= key,
            Bound::Unbounded => true,
        }
    }

    fn is_above(&self, key: &Key) -> bool {
        match &self.to {
            Bound::Included(to) | Bound::Excluded(to) => key <= to,
            Bound::Unbounded => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(partition: &str, sort: &str) -> Key {
        let mut bytes = Vec::new();
        encode_partition(&[KeyScalar::S(partition)], &mut bytes);
        encode_parts(&[KeyScalar::S(sort)], &mut bytes);
        Key::from_bytes(&bytes)
    }

    fn found(condition: Option<&SortCondition<'_>>) -> String {
        let range = KeyRange::partition(&[KeyScalar::S("p")], &[], condition);
        assert!(!range.contains(&place("q", "b")));
        ["a", "b", "ba", "c"]
            .into_iter()
            .filter(|sort| range.contains(&place("p", sort)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_sort_condition_is_a_range() {
        use SortCondition::*;
        let b = KeyScalar::S("b");
        assert_eq!(found(None), "a b ba c");
        assert_eq!(found(Some(&Below(b))), "a");
        assert_eq!(found(Some(&AtMost(b))), "a b");
        assert_eq!(found(Some(&Above(b))), "ba c");
        assert_eq!(found(Some(&AtLeast(b))), "b ba c");
        assert_eq!(found(Some(&Between(b, KeyScalar::S("ba")))), "b ba");
        assert_eq!(found(Some(&Between(b, KeyScalar::S("a")))), "");
        assert_eq!(found(Some(&BeginsWith(b))), "b ba");
        let pinned = KeyRange::partition(&[KeyScalar::S("p")], &[b], None);
        assert!(pinned.contains(&place("p", "b")) && !pinned.contains(&place("p", "ba")));
    }

    #[test]
    fn an_intersection_holds_what_both_hold() {
        use SortCondition::*;
        let (b, ba) = (KeyScalar::S("b"), KeyScalar::S("ba"));
        fn both(one: &SortCondition<'_>, two: &SortCondition<'_>) -> KeyRange {
            let partition = |own| KeyRange::partition(&[KeyScalar::S("p")], &[], Some(own));
            partition(one).intersection(partition(two))
        }
        let range = both(&AtLeast(b), &Below(KeyScalar::S("c")));
        assert!(range.contains(&place("p", "ba")) && !range.contains(&place("p", "c")));
        assert!(!range.contains(&place("p", "a")));
        assert_eq!(both(&Below(KeyScalar::S("c")), &AtLeast(b)), range);
        assert!(both(&Below(b), &Above(b)).is_empty());
        assert!(both(&AtMost(b), &Above(b)).is_empty());
        assert!(!both(&AtMost(ba), &AtLeast(ba)).is_empty());
        assert_eq!(KeyRange::all().intersection(range.clone()), range);
        assert_eq!(range.clone().intersection(KeyRange::all()), range);
        let around = both(&Below(b), &AtMost(b)).union(range.clone());
        assert!(around.contains(&place("p", "a")) && around.contains(&place("p", "ba")));
        assert_eq!(range.clone().union(KeyRange::all()), KeyRange::all());
    }

    #[test]
    fn every_place_is_in_exactly_one_segment() {
        for total in [1, 3, 4096, 10_000] {
            for name in ["a", "b", "c", "another"] {
                let place = place(name, "x");
                let owners = (0..total)
                    .filter(|segment| KeyRange::segment(*segment, total).contains(&place))
                    .count();
                assert_eq!(owners, 1, "{name} of {total}");
            }
        }
    }

    #[test]
    fn a_walk_goes_on_behind_its_start_key() {
        let all = KeyRange::partition(&[KeyScalar::S("p")], &[], None);
        let forward = all.clone().beyond(place("p", "b"), true);
        assert!(!forward.contains(&place("p", "b")) && forward.contains(&place("p", "ba")));
        let backward = all.beyond(place("p", "b"), false);
        assert!(backward.contains(&place("p", "a")) && !backward.contains(&place("p", "b")));
    }
}
