//! The versions behind a key's current one: however many there are, none is looked for among all.

use std::cmp::Reverse;

use imbl::{OrdMap, Vector};

use super::version::Version;
use super::version_id::VersionId;

/// A shorter history is looked through.
const INDEXED_FROM: usize = 32;

/// Versions, newest first.
#[derive(Clone, Default)]
pub(super) struct History {
    /// Each with a number that grows from version to version.
    newest_first: Vector<(u64, Version)>,
    /// The numbers by id, once the history is long.
    numbers: OrdMap<VersionId, u64>,
}

impl History {
    pub(super) fn is_empty(&self) -> bool {
        self.newest_first.is_empty()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Version> {
        self.newest_first.get(index).map(|(_, version)| version)
    }

    /// The versions from an index on.
    pub(super) fn behind(&self, index: usize) -> impl Iterator<Item = &Version> {
        let all = self.newest_first.focus();
        let rest = all.narrow(index..self.newest_first.len());
        rest.into_iter().map(|(_, version)| version)
    }

    /// Where a version is, if it is one of them.
    pub(super) fn position(&self, id: &VersionId) -> Option<usize> {
        if self.numbers.is_empty() {
            let own = |(_, version): &(u64, Version)| version.id == *id;
            return self.newest_first.iter().position(own);
        }
        let number = Reverse(*self.numbers.get(id)?);
        let found = self
            .newest_first
            .binary_search_by_key(&number, |(own, _)| Reverse(*own));
        found.ok()
    }

    /// Adds a version that is newer than all.
    pub(super) fn push(&mut self, version: Version) {
        let number = self
            .newest_first
            .front()
            .map_or(0, |(newest, _)| newest + 1);
        if self.newest_first.len() == INDEXED_FROM && self.numbers.is_empty() {
            let numbers = self.newest_first.iter();
            let numbers = numbers.map(|(number, version)| (version.id.clone(), *number));
            self.numbers = numbers.collect();
        }
        if self.newest_first.len() >= INDEXED_FROM || !self.numbers.is_empty() {
            self.numbers.insert(version.id.clone(), number);
        }
        self.newest_first.push_front((number, version));
    }

    /// Takes the newest one.
    pub(super) fn pop(&mut self) -> Option<Version> {
        let (_, version) = self.newest_first.pop_front()?;
        self.numbers.remove(&version.id);
        Some(version)
    }

    pub(super) fn remove(&mut self, index: usize) {
        let (_, version) = self.newest_first.remove(index);
        self.numbers.remove(&version.id);
    }

    /// Puts a version of the same id in the place of one.
    pub(super) fn replace(&mut self, index: usize, version: Version) {
        if let Some((_, own)) = self.newest_first.get_mut(index) {
            *own = version;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::OffsetDateTime;

    use super::super::version::State;
    use super::*;

    fn version(id: u32) -> Version {
        Version {
            id: VersionId::Unique(id.to_string().into()),
            state: State::DeleteMarker(OffsetDateTime::UNIX_EPOCH),
        }
    }

    proptest! {
        #[test]
        fn a_version_is_where_a_walk_would_find_it(
            steps in prop::collection::vec(0_u8..10, 0..200),
            at in 0_usize..100,
        ) {
            let (mut history, mut model) = (History::default(), Vec::new());
            for (id, step) in (0_u32..).zip(steps) {
                match step {
                    0 => prop_assert_eq!(
                        history.pop().map(|version| version.id),
                        (!model.is_empty()).then(|| version(model.remove(0)).id)
                    ),
                    1 if !model.is_empty() => {
                        let index = at % model.len();
                        history.remove(index);
                        model.remove(index);
                    }
                    _ => {
                        history.push(version(id));
                        model.insert(0, id);
                    }
                }
            }
            prop_assert_eq!(history.is_empty(), model.is_empty());
            for id in 0..200 {
                let expected = model.iter().position(|own| *own == id);
                prop_assert_eq!(history.position(&version(id).id), expected);
            }
            let from = at.min(model.len());
            let rest: Vec<_> = history.behind(from).map(|own| own.id.clone()).collect();
            let expected: Vec<_> = model[from..].iter().map(|id| version(*id).id).collect();
            prop_assert_eq!(rest, expected);
        }
    }
}
