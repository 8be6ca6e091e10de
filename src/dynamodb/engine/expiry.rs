//! Which items of a table expire, and when: an index of its own, kept while time to live is on.

use imbl::OrdSet;

use super::item::Item;
use super::key::Key;
use super::range::KeyRange;
use super::tree::Tree;
use crate::dynamodb::value::{AttributeValue, Attributes, TEXT_BYTES_MAX};

/// What is further in the past never expires (Developer Guide, "Using time to live (TTL)": five
/// years).
const PAST_S_MAX: i64 = 5 * 365 * 24 * 60 * 60;

/// The moments of a table's items. Cloning it costs a few pointers.
#[derive(Clone)]
pub(crate) struct Expiry {
    attribute: String,
    /// Unix seconds, then the item's place.
    moments: OrdSet<(i64, Key)>,
}

impl Expiry {
    /// The moments of items that are there already.
    pub(super) fn of(attribute: &str, items: &Tree) -> Self {
        let mut expiry = Self {
            attribute: attribute.to_owned(),
            moments: OrdSet::new(),
        };
        for (key, item) in items.range(KeyRange::all()) {
            expiry.write(key, None, Some(item));
        }
        expiry
    }

    pub(super) fn attribute(&self) -> &str {
        &self.attribute
    }

    /// Follows a change of the item in one place.
    pub(super) fn write(&mut self, key: &Key, old: Option<&Item>, new: Option<&Item>) {
        let moment = |item: &Item| moment_s(&self.attribute, item);
        let (old, new) = (old.and_then(moment), new.and_then(moment));
        if old == new {
            return;
        }
        if let Some(moment) = old {
            self.moments.remove(&(moment, key.clone()));
        }
        if let Some(moment) = new {
            self.moments.insert((moment, key.clone()));
        }
    }

    /// The places of items whose moment has come, earliest first.
    pub(super) fn due(&self, now_s: i64, items_max: usize) -> Vec<Key> {
        let start = (now_s - PAST_S_MAX, Key::from_bytes(&[]));
        let end = (now_s, Key::from_bytes(&[]));
        let due = self.moments.range(start..end).take(items_max);
        due.map(|(_, key)| key.clone()).collect()
    }
}

/// The attribute's whole seconds; only numbers count.
fn moment_s(attribute: &str, item: &Item) -> Option<i64> {
    let found: Attributes = item.only(|name| name == attribute);
    let Some(AttributeValue::N(number)) = found.get(attribute) else {
        return None;
    };
    let mut buffer = [0; TEXT_BYTES_MAX];
    let whole = number.text(&mut buffer).split('.').next()?;
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamodb::value::Number;

    const NOW_S: i64 = 1_763_800_000;

    fn item(value: &AttributeValue) -> Item {
        Item::new(&Attributes::from([("ttl".to_owned(), value.clone())]))
    }

    fn number(text: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(text).unwrap())
    }

    fn is_due(value: &AttributeValue) -> bool {
        let mut expiry = Expiry::of("ttl", &Tree::default());
        expiry.write(&Key::from_bytes(b"k"), None, Some(&item(value)));
        !expiry.due(NOW_S, 10).is_empty()
    }

    // Developer Guide, "Using time to live (TTL)", and the public Alternator suite.
    #[test]
    fn only_numbers_of_the_last_five_years_are_due() {
        assert!(is_due(&number(&(NOW_S - 1).to_string())));
        assert!(is_due(&number(&format!("{}.5", NOW_S - 1))));
        assert!(!is_due(&number(&(NOW_S + 1).to_string())));
        assert!(!is_due(&number(&(NOW_S - PAST_S_MAX - 1).to_string())));
        assert!(!is_due(&number("1E100")));
        assert!(!is_due(&AttributeValue::S((NOW_S - 1).to_string())));
    }

    #[test]
    fn a_changed_item_has_its_last_moment_alone() {
        let (old, new) = (item(&number("10")), item(&number("20")));
        let key = Key::from_bytes(b"k");
        let mut expiry = Expiry::of("ttl", &Tree::default());
        expiry.write(&key, None, Some(&old));
        expiry.write(&key, Some(&old), Some(&new));
        assert!(expiry.due(15, 10).is_empty());
        assert_eq!(expiry.due(21, 10).len(), 1);
        expiry.write(&key, Some(&new), None);
        assert!(expiry.due(21, 10).is_empty());
    }
}
