//! Walks keys in order, and rolls keys up that share a prefix to a delimiter.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::RangedIter;
use imbl::shared_ptr::DefaultSharedPtr;

/// One step of a walk.
#[derive(Debug, PartialEq)]
pub(in crate::s3) enum Step<'a, V> {
    Key(&'a Arc<str>, &'a V),
    /// All keys that begin so, up to and with the delimiter.
    CommonPrefix(&'a str),
}

impl<'a, V> Step<'a, V> {
    /// What the listing shows.
    pub(in crate::s3) fn name(&self) -> &'a str {
        match self {
            Self::Key(key, _) => key,
            Self::CommonPrefix(common) => common,
        }
    }
}

/// Steps through the keys that begin with a prefix, behind a marker. Rolled-up keys are skipped by
/// seeking, not by reading them.
pub(in crate::s3) struct Walk<'a, V> {
    map: &'a OrdMap<Arc<str>, V>,
    keys: Option<RangedIter<'a, Arc<str>, V, DefaultSharedPtr>>,
    prefix: &'a str,
    delimiter: &'a str,
    shows: fn(&V) -> bool,
}

impl<'a, V: Clone> Walk<'a, V> {
    /// An empty delimiter rolls nothing up. An empty marker starts at the beginning; one that is a
    /// common prefix itself starts behind all of its keys.
    pub(in crate::s3) fn new(
        map: &'a OrdMap<Arc<str>, V>,
        prefix: &'a str,
        delimiter: &'a str,
        marker: &str,
    ) -> Self {
        let mut walk = Self {
            map,
            keys: None,
            prefix,
            delimiter,
            shows: |_| true,
        };
        if marker < prefix {
            walk.seek(Bound::Included(prefix));
        } else if walk.rolled_up(marker) == Some(marker) {
            walk.skip_all_that_begin(marker);
        } else {
            walk.seek(Bound::Excluded(marker));
        }
        walk
    }

    /// Passes over the keys whose value is not to be shown.
    pub(in crate::s3) fn showing(mut self, shows: fn(&V) -> bool) -> Self {
        self.shows = shows;
        self
    }

    fn seek(&mut self, start: Bound<&str>) {
        self.keys = Some(self.map.range::<_, str>((start, Bound::Unbounded)));
    }

    fn skip_all_that_begin(&mut self, prefix: &str) {
        match behind(prefix) {
            Some(next) => self.seek(Bound::Included(next.as_str())),
            None => self.keys = None,
        }
    }

    /// The part of a key that a listing shows instead of it.
    fn rolled_up<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let rest = key.strip_prefix(self.prefix)?;
        let end = self.prefix.len() + rest.find(self.delimiter)? + self.delimiter.len();
        Some(&key[..end])
    }
}

impl<'a, V: Clone> Iterator for Walk<'a, V> {
    type Item = Step<'a, V>;

    fn next(&mut self) -> Option<Step<'a, V>> {
        let shows = self.shows;
        let (key, value) = self.keys.as_mut()?.find(|(_, value)| shows(value))?;
        if !key.starts_with(self.prefix) {
            self.keys = None;
            return None;
        }
        match self.rolled_up(key) {
            None => Some(Step::Key(key, value)),
            Some(common) => {
                self.skip_all_that_begin(common);
                Some(Step::CommonPrefix(common))
            }
        }
    }
}

/// The first text behind all texts that begin with a prefix: its last character's successor.
fn behind(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        if last == '\u{D7FF}' {
            text.push('\u{E000}');
            return Some(text);
        }
        if let Some(next) = char::from_u32(last as u32 + 1) {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn walk(keys: &[String], prefix: &str, delimiter: &str, marker: &str) -> Vec<String> {
        let map: OrdMap<Arc<str>, ()> = keys
            .iter()
            .map(|key| (Arc::from(key.as_str()), ()))
            .collect();
        Walk::new(&map, prefix, delimiter, marker)
            .map(|step| match step {
                Step::Key(key, ()) => key.to_string(),
                Step::CommonPrefix(prefix) => format!("{prefix}*"),
            })
            .collect()
    }

    #[test]
    fn keys_that_share_a_prefix_are_rolled_up() {
        let keys: Vec<String> = ["a", "a/", "a/1", "a/2/3", "b/1", "c"]
            .map(String::from)
            .into();
        assert_eq!(walk(&keys, "", "/", ""), ["a", "a/*", "b/*", "c"]);
        assert_eq!(walk(&keys, "a/", "/", ""), ["a/", "a/1", "a/2/*"]);
        assert_eq!(walk(&keys, "", "/", "a/"), ["b/*", "c"]);
        assert_eq!(walk(&keys, "", "", "a/1"), ["a/2/3", "b/1", "c"]);
        assert_eq!(walk(&keys, "zz", "/", ""), Vec::<String>::new());
    }

    /// The same, one key after the other.
    fn naive(keys: &[String], prefix: &str, delimiter: &str) -> Vec<String> {
        let mut keys: Vec<_> = keys.iter().filter(|key| key.starts_with(prefix)).collect();
        keys.sort();
        let mut steps = Vec::new();
        for key in keys {
            let rest = &key[prefix.len()..];
            let step = match rest.find(delimiter) {
                Some(at) if !delimiter.is_empty() => {
                    format!("{prefix}{}*", &rest[..at + delimiter.len()])
                }
                _ => key.clone(),
            };
            if steps.last() != Some(&step) {
                steps.push(step);
            }
        }
        steps
    }

    proptest! {
        #[test]
        fn a_walk_is_the_naive_listing_and_can_be_resumed_anywhere(
            keys in prop::collection::btree_set("[ab/\u{10FFFF}\u{D7FF}]{1,5}", 0..12),
            prefix in "[ab/]{0,2}",
            delimiter in prop::sample::select(vec!["", "/", "b", "a/"]),
        ) {
            let keys: Vec<String> = keys.into_iter().collect();
            let whole = walk(&keys, &prefix, delimiter, "");
            prop_assert_eq!(&whole, &naive(&keys, &prefix, delimiter));
            for (index, step) in whole.iter().enumerate() {
                let marker = step.strip_suffix('*').unwrap_or(step);
                prop_assert_eq!(&walk(&keys, &prefix, delimiter, marker)[..], &whole[index + 1..]);
            }
        }
    }
}
