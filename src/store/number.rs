//! Numbers in as few bytes as they need: groups of seven bits, the lowest first; all bytes but the last
//! have their highest bit set.

/// Bytes that the longest number takes.
const NUMBER_BYTES_MAX: usize = 10;

pub(crate) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off some bytes; `None` where there is none.
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().take(NUMBER_BYTES_MAX).enumerate() {
        let group = u64::from(byte & 0x7F);
        let shifted = group << (7 * at);
        if shifted >> (7 * at) != group {
            return None;
        }
        number |= shifted;
        if byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(number);
        }
    }
    None
}

/// Adds bytes behind their length.
pub(crate) fn push_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    push_number(to, bytes.len() as u64);
    to.extend_from_slice(bytes);
}

/// Takes bytes off that stand behind their length; `None` where there are none, or not all of them.
pub(crate) fn take_bytes<'a>(from: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_number(from)?).ok()?;
    let (bytes, rest) = from.split_at_checked(length)?;
    *from = rest;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_taken_as_they_were_pushed(all in prop::collection::vec(
            prop::collection::vec(any::<u8>(), 0..300), 0..5,
        )) {
            let mut pushed = Vec::new();
            all.iter().for_each(|bytes| push_bytes(&mut pushed, bytes));
            let mut rest = pushed.as_slice();
            for bytes in &all {
                prop_assert_eq!(take_bytes(&mut rest), Some(bytes.as_slice()));
            }
            prop_assert_eq!(take_bytes(&mut rest), None);
        }

        #[test]
        fn numbers_are_taken_as_they_were_pushed(number in any::<u64>()) {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            prop_assert_eq!(take_number(&mut bytes.as_slice()), Some(number));
        }

        #[test]
        fn whatever_bytes_are_read_nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            let mut rest = bytes.as_slice();
            while take_bytes(&mut rest).is_some() {}
        }
    }
}
