//! What has a name in an account and a region: how all of it is looked through and written down.

use imbl::OrdMap;
use serde::Serialize;

use crate::aws::identity::Scope;
use crate::journal::Differences;

/// Things of one kind, by where they are and what they are called.
pub(crate) type Shelves<T> = OrdMap<Scope, OrdMap<String, T>>;

pub(crate) fn all<T: Clone>(shelves: &Shelves<T>) -> impl Iterator<Item = (&Scope, &String, &T)> {
    shelves.iter().flat_map(|(scope, shelf)| {
        let things = shelf.iter();
        things.map(move |(name, thing)| (scope, name, thing))
    })
}

/// Tells `[kind, ACCOUNT, REGION, NAME]` of whatever is gone, new, or not the same as it was.
pub(crate) fn differences<T: Clone + Serialize>(
    kind: &[u8],
    now: &Shelves<T>,
    before: &Shelves<T>,
    is_same: impl Fn(&T, &T) -> bool,
    to: &mut Differences<'_>,
) {
    for (scope, name, _) in all(before) {
        if find(now, scope, name).is_none() {
            to.remove(&names(kind, scope, name));
        }
    }
    for (scope, name, thing) in all(now) {
        if find(before, scope, name).is_none_or(|earlier| !is_same(earlier, thing)) {
            to.put_json(&names(kind, scope, name), thing);
        }
    }
}

fn find<'a, T: Clone>(shelves: &'a Shelves<T>, scope: &Scope, name: &str) -> Option<&'a T> {
    shelves.get(scope)?.get(name)
}

fn names<'a>(kind: &'a [u8], scope: &'a Scope, name: &'a str) -> [&'a [u8]; 4] {
    let (account, region) = (scope.account.as_str(), scope.region.as_str());
    [kind, account.as_bytes(), region.as_bytes(), name.as_bytes()]
}
