//! Where an item stands in a tree: bytes that sort as DynamoDB sorts.

use std::sync::Arc;

use crate::dynamodb::value::{KeyScalar, scan_hash};

/// Bytes kept beside the pointer, so that most comparisons follow none.
const HEAD_BYTES: usize = 16;
/// Bytes of the scan hash in front of a key. More would only order partitions whose hashes begin
/// with the same 64 bits.
const HASH_BYTES: usize = 8;

/// An item's place in a table or an index.
///
/// ```text
/// table  hash of the partition key (8), partition key, sort key
/// index  hash of its partition key (8), its partition key, its sort key,
///        hash of the table's key (8), the table's partition key, the table's sort key
/// ```
///
/// Each part ends itself, so no key is the beginning of another, and byte order is AWS's order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    head: [u8; HEAD_BYTES],
    tail: Option<Arc<[u8]>>,
}

impl Key {
    /// A whole key, or the beginning of one as a bound.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut head = [0; HEAD_BYTES];
        match bytes.split_first_chunk() {
            Some((first, rest)) => Self {
                head: *first,
                tail: (!rest.is_empty()).then(|| Arc::from(rest)),
            },
            None => {
                head[..bytes.len()].copy_from_slice(bytes);
                Self { head, tail: None }
            }
        }
    }

    /// Bytes of which [`Key::from_bytes`] makes the same key.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let tail = self.tail.as_deref().unwrap_or_default();
        [&self.head, tail].concat()
    }
}

/// Appends the hash of a partition key and the key.
pub(crate) fn encode_partition(parts: &[KeyScalar<'_>], out: &mut Vec<u8>) {
    out.extend_from_slice(&scan_hash(parts)[..HASH_BYTES]);
    encode_parts(parts, out);
}

pub(crate) fn encode_parts(parts: &[KeyScalar<'_>], out: &mut Vec<u8>) {
    for part in parts {
        part.encode_ordered(out);
    }
}

/// The first bytes that no longer begin with `prefix`; none if there are no such bytes.
pub(crate) fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != 0xff)?;
    let mut after = prefix[..=last].to_vec();
    after[last] += 1;
    Some(after)
}

/// The beginning of the keys of a scan's bucket, of which there are 4096.
pub(crate) fn bucket_start(bucket: u16) -> [u8; 2] {
    (bucket << 4).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_follows_a_prefix_drops_its_last_full_bytes() {
        assert_eq!(after_prefix(&[1, 2, 0xff]), Some(vec![1, 3]));
        assert_eq!(after_prefix(&[0xff, 0xff]), None);
    }

    proptest! {
        #[test]
        fn a_key_is_made_again_of_its_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let key = Key::from_bytes(&bytes);
            prop_assert_eq!(Key::from_bytes(&key.bytes()), key);
        }

        #[test]
        fn keys_sort_as_their_bytes(
            left in proptest::collection::vec(any::<u8>(), 17..40),
            right in proptest::collection::vec(any::<u8>(), 17..40),
        ) {
            prop_assert_eq!(
                Key::from_bytes(&left).cmp(&Key::from_bytes(&right)),
                left.cmp(&right)
            );
        }
    }
}
