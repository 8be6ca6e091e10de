//! Keys of pieces: a list of names, each behind its length, so that any bytes are a name.
//!
//! ```text
//! ["table", "orders"]   05 t a b l e 06 o r d e r s
//! ```
//!
//! A length, here and elsewhere in a journal, is a number in groups of seven bits, the lowest first; all
//! bytes but the last have their highest bit set.

/// Bytes that the longest number takes.
const NUMBER_BYTES_MAX: usize = 10;

/// Adds one name.
pub(super) fn push(key: &mut Vec<u8>, name: &[u8]) {
    push_number(key, name.len() as u64);
    key.extend_from_slice(name);
}

/// Takes the first name off a key; `None` where there is none, or not all of it.
pub(super) fn take<'a>(key: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_number(key)?).ok()?;
    let (name, rest) = key.split_at_checked(length)?;
    *key = rest;
    Some(name)
}

pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number off some bytes; `None` where there is none.
pub(super) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_are_taken_as_they_were_pushed(names in prop::collection::vec(
            prop::collection::vec(any::<u8>(), 0..300), 0..5,
        )) {
            let mut key = Vec::new();
            names.iter().for_each(|name| push(&mut key, name));
            let mut rest = key.as_slice();
            for name in &names {
                prop_assert_eq!(take(&mut rest), Some(name.as_slice()));
            }
            prop_assert_eq!(take(&mut rest), None);
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
            while take(&mut rest).is_some() {}
        }
    }
}
