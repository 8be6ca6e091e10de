//! Sets joined and parted. Both are sorted, and stay so.

use bytes::Bytes;

use crate::dynamodb::value::{AttributeValue, Number};

/// The members of both; none if they aren't sets of one type.
pub(super) fn union(one: &AttributeValue, two: &AttributeValue) -> Option<AttributeValue> {
    match (one, two) {
        (AttributeValue::Ss(one), AttributeValue::Ss(two)) => {
            Some(AttributeValue::Ss(merged::<String>(one, two)))
        }
        (AttributeValue::Ns(one), AttributeValue::Ns(two)) => {
            Some(AttributeValue::Ns(merged::<Number>(one, two)))
        }
        (AttributeValue::Bs(one), AttributeValue::Bs(two)) => {
            Some(AttributeValue::Bs(merged::<Bytes>(one, two)))
        }
        _ => None,
    }
}

/// The members of one that are not in the other; none if they aren't sets of one type. An empty set
/// can't be stored: the attribute goes then.
pub(super) fn difference(one: &AttributeValue, two: &AttributeValue) -> Option<AttributeValue> {
    match (one, two) {
        (AttributeValue::Ss(one), AttributeValue::Ss(two)) => {
            Some(AttributeValue::Ss(rest::<String>(one, two)))
        }
        (AttributeValue::Ns(one), AttributeValue::Ns(two)) => {
            Some(AttributeValue::Ns(rest::<Number>(one, two)))
        }
        (AttributeValue::Bs(one), AttributeValue::Bs(two)) => {
            Some(AttributeValue::Bs(rest::<Bytes>(one, two)))
        }
        _ => None,
    }
}

pub(super) fn is_empty_set(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::Ss(members) => members.is_empty(),
        AttributeValue::Ns(members) => members.is_empty(),
        AttributeValue::Bs(members) => members.is_empty(),
        _ => false,
    }
}

fn merged<Member: Ord + Clone>(one: &[Member], two: &[Member]) -> Vec<Member> {
    let mut members = [one, two].concat();
    // Two sorted runs: a stable sort merges them in one pass.
    members.sort();
    members.dedup();
    members
}

fn rest<Member: Ord + Clone>(one: &[Member], two: &[Member]) -> Vec<Member> {
    one.iter()
        .filter(|member| two.binary_search(member).is_err())
        .cloned()
        .collect()
}
