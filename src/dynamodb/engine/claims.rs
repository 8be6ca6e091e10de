//! The items of a table that transactions under way are about to write or check.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::key::Key;

#[derive(Default)]
pub(crate) struct Claims {
    /// How many there are, so that writes look no further while there is none.
    count: AtomicUsize,
    keys: Mutex<BTreeSet<Key>>,
}

impl Claims {
    /// Whether a transaction under way has claimed an item.
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.count.load(Ordering::Acquire) > 0 && self.lock().contains(key)
    }

    /// True unless the item is claimed already.
    fn take(&self, key: &Key) -> bool {
        let mut keys = self.lock();
        let is_new = keys.insert(key.clone());
        self.count.store(keys.len(), Ordering::Release);
        is_new
    }

    fn give_back(&self, key: &Key) {
        let mut keys = self.lock();
        keys.remove(key);
        self.count.store(keys.len(), Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Key>> {
        // A set is whole whatever panicked beside it.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one transaction has claimed, until it is dropped.
#[derive(Default)]
pub(crate) struct Claimed(Vec<(Arc<Claims>, Key)>);

impl Drop for Claimed {
    fn drop(&mut self) {
        for (claims, key) in &self.0 {
            claims.give_back(key);
        }
    }
}

/// An item that a transaction is about to write: its table's place among the transaction's, the
/// table's claims, and its own place there.
pub(crate) type Item = (usize, Arc<Claims>, Key);

/// Claims all items, or none: then those are told by their positions that other transactions have.
/// Items are claimed in one order by all, and nobody waits, so that one of several transactions that
/// meet always goes on.
pub(crate) fn claim(items: &[Item]) -> Result<Claimed, Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    let place = |at: usize| (&items[at].0, &items[at].2);
    order.sort_by(|left, right| place(*left).cmp(&place(*right)));
    // An item that is there twice is refused elsewhere.
    order.dedup_by(|left, right| place(*left) == place(*right));
    let mut claimed = Claimed::default();
    for at in order {
        let (_, claims, key) = &items[at];
        if !claims.take(key) {
            drop(claimed);
            let taken = |(other, (_, claims, key)): (usize, &Item)| {
                (other == at || claims.has(key)).then_some(other)
            };
            return Err(items.iter().enumerate().filter_map(taken).collect());
        }
        claimed.0.push((Arc::clone(claims), key.clone()));
    }
    Ok(claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_claimed_by_one_transaction_at_a_time() {
        let claims = Arc::new(Claims::default());
        let item = |name: &[u8]| (0, Arc::clone(&claims), Key::from_bytes(name));
        let first = claim(&[item(b"b"), item(b"a"), item(b"b")]).ok();
        assert!(first.is_some() && claims.has(&Key::from_bytes(b"a")));
        let conflicts = claim(&[item(b"c"), item(b"b"), item(b"d")]).err();
        assert_eq!(conflicts, Some(vec![1]));
        // Nothing of it stays claimed.
        assert!(claim(&[item(b"c"), item(b"d")]).is_ok());
        drop(first);
        assert!(claim(&[item(b"a"), item(b"b")]).is_ok());
    }
}
