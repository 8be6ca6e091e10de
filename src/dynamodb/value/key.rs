//! Key values as bytes that sort as DynamoDB sorts, and the hash that orders a scan.

use md5::{Digest, Md5};

use super::attribute::AttributeValue;
use super::number::Number;

/// A value that can be a key: a string, a number or a binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyScalar<'a> {
    S(&'a str),
    N(&'a Number),
    B(&'a [u8]),
}

/// Ends an encoded string or binary. A zero byte inside is followed by `ESCAPED`, which is more.
const END: [u8; 2] = [0, 0];
const ESCAPED: u8 = 0xff;

impl<'a> KeyScalar<'a> {
    /// The value as a key; none if its type can't be one.
    pub(crate) fn of(value: &'a AttributeValue) -> Option<Self> {
        match value {
            AttributeValue::S(text) => Some(Self::S(text)),
            AttributeValue::N(number) => Some(Self::N(number)),
            AttributeValue::B(bytes) => Some(Self::B(bytes)),
            _ => None,
        }
    }

    /// Appends bytes that sort as the values of one type do: strings and binaries by their bytes,
    /// numbers by value. The form ends itself, so a sort key can follow a partition key.
    ///
    /// ```text
    /// string, binary  its bytes, each 00 written 00 FF, then 00 00
    /// number          see Number::encode_ordered
    /// ```
    pub(crate) fn encode_ordered(&self, out: &mut Vec<u8>) {
        match self {
            Self::S(text) => encode_bytes(text.as_bytes(), out),
            Self::B(bytes) => encode_bytes(bytes, out),
            Self::N(number) => return number.encode_ordered(out),
        }
        out.extend_from_slice(&END);
    }

    /// Appends the bytes that every string or binary beginning with this one begins with, so that
    /// `begins_with` is a range; none for a number, which begins with nothing.
    pub(crate) fn encode_prefix(&self, out: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::S(text) => encode_bytes(text.as_bytes(), out),
            Self::B(bytes) => encode_bytes(bytes, out),
            Self::N(_) => return None,
        }
        Some(())
    }
}

fn encode_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    for (at, run) in bytes.split(|byte| *byte == 0).enumerate() {
        if at > 0 {
            out.extend_from_slice(&[0, ESCAPED]);
        }
        out.extend_from_slice(run);
    }
}

/// The hash by which a scan orders partitions, and by whose first 12 bits (4096 buckets) a parallel
/// scan divides them: MD5 of `Outliers` and the key's bytes, a number's in DynamoDB's packed form
/// (recovered from AWS's segments by a public server). An index hashes its own key; entries of
/// equal index keys follow in the order of the hash of their table key, whose parts come together.
pub(crate) fn scan_hash(parts: &[KeyScalar<'_>]) -> [u8; 16] {
    let mut digest = Md5::new_with_prefix(b"Outliers");
    for part in parts {
        match part {
            KeyScalar::S(text) => digest.update(text.as_bytes()),
            KeyScalar::B(bytes) => digest.update(bytes),
            KeyScalar::N(number) => {
                let mut packed = Vec::with_capacity(24);
                number.encode_packed(&mut packed);
                digest.update(&packed);
            }
        }
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ordered(parts: &[KeyScalar<'_>]) -> Vec<u8> {
        let mut out = Vec::new();
        for part in parts {
            part.encode_ordered(&mut out);
        }
        out
    }

    #[test]
    fn the_hash_of_a_scan_is_md5_of_outliers_and_the_key() {
        // md5("Outliersa")
        let expected = Md5::digest(b"Outliersa");
        assert_eq!(scan_hash(&[KeyScalar::S("a")])[..], expected[..]);
        let one = Number::parse("1").unwrap();
        let expected = Md5::digest(b"Outliers\xc1\x02");
        assert_eq!(scan_hash(&[KeyScalar::N(&one)])[..], expected[..]);
    }

    #[test]
    fn only_scalars_are_keys() {
        assert_eq!(KeyScalar::of(&AttributeValue::Bool(true)), None);
        assert_eq!(KeyScalar::of(&AttributeValue::Ss(vec![])), None);
        assert_eq!(
            KeyScalar::of(&AttributeValue::S("a".into())),
            Some(KeyScalar::S("a"))
        );
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(
            prop_oneof![Just(0_u8), Just(1), Just(0xff), any::<u8>()],
            0..6,
        )
    }

    proptest! {
        #[test]
        fn binaries_sort_by_bytes(a in bytes(), b in bytes()) {
            let order = ordered(&[KeyScalar::B(&a)]).cmp(&ordered(&[KeyScalar::B(&b)]));
            prop_assert_eq!(order, a.cmp(&b));
        }

        #[test]
        fn partition_then_sort_key(a in bytes(), b in bytes(), c in bytes(), d in bytes()) {
            let left = ordered(&[KeyScalar::B(&a), KeyScalar::B(&b)]);
            let right = ordered(&[KeyScalar::B(&c), KeyScalar::B(&d)]);
            prop_assert_eq!(left.cmp(&right), (a, b).cmp(&(c, d)));
        }

        #[test]
        fn a_prefix_is_kept(a in bytes(), b in bytes()) {
            let mut prefix = Vec::new();
            prop_assert!(KeyScalar::B(&a).encode_prefix(&mut prefix).is_some());
            prop_assert_eq!(ordered(&[KeyScalar::B(&b)]).starts_with(&prefix), b.starts_with(&a));
        }
    }
}
