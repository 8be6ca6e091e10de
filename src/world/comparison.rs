//! How two worlds differ: what was added, changed and removed, in AWS's words.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::image::Image;
use super::told;
use crate::journal::{Differences, Pieces};
use crate::store::number::take_bytes;

/// Two worlds, each at one moment.
pub(crate) struct Comparison {
    pub(super) now: Image,
    pub(super) before: Image,
}

/// What is in one world and differs from the other.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) added: Listed,
    pub(crate) changed: Listed,
    pub(crate) removed: Listed,
}

/// How many there are, and the first of them.
#[derive(Debug, Default)]
pub(crate) struct Listed {
    pub(crate) count: u64,
    pub(crate) shown: Vec<Value>,
}

impl Listed {
    fn note(&mut self, shown_max: usize, tell: impl FnOnce() -> Option<Value>) {
        self.count += 1;
        if self.shown.len() < shown_max {
            self.shown.extend(tell());
        }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.count > self.shown.len() as u64
    }
}

impl Comparison {
    /// Shows so many of each kind of change at most. Costs what differs, in time and, for the names of it,
    /// in memory; what the two worlds share is not looked at. Blocks.
    pub(crate) fn changes(&self, shown_max: usize) -> Changes {
        let (now, before) = (&self.now, &self.before);
        let mut earlier: HashMap<Box<[u8]>, u64> = HashMap::new();
        each(before, now, |key, _, value| {
            earlier.insert(key.into(), digest(value));
        });
        let mut changes = Changes::default();
        each(now, before, |key, names, value| {
            let tell = || told::told(now, names, value);
            match earlier.remove(key) {
                None => changes.added.note(shown_max, tell),
                Some(digest_before) if digest_before == digest(value) => {}
                Some(_) => changes.changed.note(shown_max, tell),
            }
        });
        if !earlier.is_empty() {
            each(before, now, |key, names, value| {
                if earlier.contains_key(key) {
                    let tell = || told::told(before, names, value);
                    changes.removed.note(shown_max, tell);
                }
            });
        }
        changes
    }
}

/// Shows each piece of an image that the other one has not, or has otherwise, if it is one that is told:
/// its key, the names in it, its value.
fn each(one: &Image, other: &Image, mut show: impl FnMut(&[u8], &[&[u8]], &[u8])) {
    let mut sink = |key: &[u8], value: Option<&[u8]>| {
        let (mut rest, mut names) = (key, Vec::new());
        while let Some(name) = take_bytes(&mut rest) {
            names.push(name);
        }
        if let Some(value) = value
            && told::resource(&names).is_some()
        {
            show(key, &names, value);
        }
    };
    one.differences(other, &mut Differences::without_bodies(&mut sink));
}

fn digest(value: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
