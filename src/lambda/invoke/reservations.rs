//! Reserved concurrency: the events at work of the functions that have a limit of their own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::aws::identity::Scope;

/// A function: its account, its region and its name.
type Key = (Scope, String);

/// Counts every function that is at work, as a limit may be set while it is. Cheap to clone; the lock
/// is taken alone and never held across an await.
#[derive(Clone, Debug, Default)]
pub(super) struct Reservations(Arc<Mutex<HashMap<Key, u32>>>);

/// One event's place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    reservations: Reservations,
    key: Key,
}

impl Reservations {
    /// A place beside the events at work; none when `limit` of them are.
    pub(super) fn take(&self, scope: &Scope, name: &str, limit: Option<u32>) -> Option<Place> {
        let key = (scope.clone(), name.to_owned());
        let mut counts = self.lock();
        let working = counts.get(&key).copied().unwrap_or(0);
        if limit.is_some_and(|limit| working >= limit) {
            return None;
        }
        counts.insert(key.clone(), working + 1);
        drop(counts);
        Some(Place {
            reservations: self.clone(),
            key,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, u32>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.reservations.lock();
        match counts.get_mut(&self.key) {
            Some(working) if *working > 1 => *working -= 1,
            _ => {
                counts.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::identity::{AccountId, Region};

    #[test]
    fn a_place_is_free_again_once_it_is_dropped() {
        let scope = Scope {
            account: AccountId::default(),
            region: Region::parse("us-east-1").unwrap(),
        };
        let reservations = Reservations::default();
        assert!(reservations.take(&scope, "f", Some(0)).is_none());
        let first = reservations.take(&scope, "f", None);
        assert!(reservations.take(&scope, "f", Some(1)).is_none());
        assert!(reservations.take(&scope, "g", Some(1)).is_some());
        drop(first);
        assert!(reservations.take(&scope, "f", Some(1)).is_some());
        assert!(reservations.lock().is_empty());
    }
}
