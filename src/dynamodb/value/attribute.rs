//! `AttributeValue`, the ten types of DynamoDB, and what each costs in an item's size.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::number::Number;

/// An item, or the members of a map: names in byte order.
pub(crate) type Attributes = BTreeMap<String, AttributeValue>;

/// One value. Sets are kept sorted and without duplicates, so that equality of sets is equality of
/// values, and so that they are read back in AWS's order whatever order was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum AttributeValue {
    S(String),
    N(Number),
    B(Bytes),
    Bool(bool),
    Null,
    M(Attributes),
    L(Vec<AttributeValue>),
    /// Sorted by bytes.
    Ss(Vec<String>),
    /// Sorted by value.
    Ns(Vec<Number>),
    /// Sorted by bytes.
    Bs(Vec<Bytes>),
}

/// What a list or a map costs before its members.
const CONTAINER_BYTES: usize = 3;

impl AttributeValue {
    /// The type's name on the wire and in error texts.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::B(_) => "B",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::M(_) => "M",
            Self::L(_) => "L",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::Bs(_) => "BS",
        }
    }

    /// Bytes that the value adds to its item's size: strings and binaries their length, BOOL and
    /// NULL 1, a list 3 and 1 a member, a map 3 and for each member its name and 1, all plus the
    /// members themselves; sets their members (bisected at the 400 KB limit by public suites).
    pub(crate) fn size_bytes(&self) -> usize {
        match self {
            Self::S(text) => text.len(),
            Self::N(number) => number.size_bytes(),
            Self::B(bytes) => bytes.len(),
            Self::Bool(_) | Self::Null => 1,
            Self::M(members) => CONTAINER_BYTES + members.len() + item_size_bytes(members),
            Self::L(members) => {
                CONTAINER_BYTES
                    + members
                        .iter()
                        .map(|member| 1 + member.size_bytes())
                        .sum::<usize>()
            }
            Self::Ss(members) => members.iter().map(String::len).sum(),
            Self::Ns(members) => members.iter().map(Number::size_bytes).sum(),
            Self::Bs(members) => members.iter().map(Bytes::len).sum(),
        }
    }

    /// How many lists and maps enclose the deepest member, this value included: 0 for a scalar or a
    /// set, 1 for an empty list.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::M(members) => 1 + members.values().map(Self::depth).max().unwrap_or(0),
            Self::L(members) => 1 + members.iter().map(Self::depth).max().unwrap_or(0),
            _ => 0,
        }
    }
}

/// An item's size: the UTF-8 bytes of every name plus its value's size. The limit is 409,600.
pub(crate) fn item_size_bytes(item: &Attributes) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value.size_bytes())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> AttributeValue {
        AttributeValue::N(Number::parse(text).unwrap())
    }

    #[test]
    fn sizes_follow_the_measured_rule() {
        let list = AttributeValue::L(vec![AttributeValue::Null, AttributeValue::S("ab".into())]);
        assert_eq!(list.size_bytes(), 3 + 2 + 1 + 2);
        let map = AttributeValue::M(Attributes::from([("key".to_owned(), n("42"))]));
        assert_eq!(map.size_bytes(), 3 + 1 + 3 + 2);
        let sets = AttributeValue::Ss(vec!["a".into(), "bc".into()]);
        assert_eq!(sets.size_bytes(), 3);
        let item = Attributes::from([("a".to_owned(), list), ("bb".to_owned(), sets)]);
        assert_eq!(item_size_bytes(&item), 1 + 8 + 2 + 3);
    }

    #[test]
    fn depth_counts_lists_and_maps() {
        assert_eq!(n("1").depth(), 0);
        assert_eq!(AttributeValue::L(vec![]).depth(), 1);
        let nested = AttributeValue::L(vec![
            n("1"),
            AttributeValue::M(Attributes::from([(
                "a".to_owned(),
                AttributeValue::L(vec![]),
            )])),
        ]);
        assert_eq!(nested.depth(), 3);
    }
}
