//! Objects that were written with the same headers share what they say: a million of them keep one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::object::Attributes;

/// Attributes that are known again at most.
const KNOWN_MAX: usize = 64;

/// The last ones of each hash.
static KNOWN: Mutex<[Option<Arc<Attributes>>; KNOWN_MAX]> = Mutex::new([const { None }; KNOWN_MAX]);

/// The same attributes, shared with the objects that were written like this not long ago.
pub(in crate::s3) fn share(attributes: Attributes) -> Arc<Attributes> {
    let mut hasher = DefaultHasher::new();
    attributes.hash(&mut hasher);
    let at = hasher.finish() as usize % KNOWN_MAX;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    match &known[at] {
        Some(same) if **same == attributes => Arc::clone(same),
        _ => Arc::clone(known[at].insert(Arc::new(attributes))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_twice_is_kept_once() {
        let text = |kind: &str| Attributes {
            content_type: Some(kind.to_owned()),
            ..Attributes::default()
        };
        let first = share(text("text/shared"));
        assert!(Arc::ptr_eq(&first, &share(text("text/shared"))));
        assert_eq!(*share(text("text/other")), text("text/other"));
    }
}
