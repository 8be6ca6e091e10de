//! Sequence numbers: a record's position in its stream, as 21 digits.

/// Added to a position. All positions below 9 × 10²⁰ have 21 digits then.
const BASE: u128 = 100_000_000_000_000_000_000;

pub(crate) fn of_position(position: u64) -> String {
    number(position).to_string()
}

/// The number of a position.
pub(crate) fn number(position: u64) -> u128 {
    BASE + u128::from(position)
}

/// The position of a number; that of one before all positions is 0.
pub(crate) fn of_number(number: u128) -> u64 {
    number.saturating_sub(BASE).try_into().unwrap_or(u64::MAX)
}

/// The position that a text of digits stands for; those before and behind every position become the
/// last one, where nothing is ever. None if there is anything but digits.
pub(crate) fn position(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Up to 40 digits, of which 38 fit.
    let number: Option<u128> = text.parse().ok();
    let position = number.and_then(|number| number.checked_sub(BASE));
    Some(
        position
            .and_then(|own| own.try_into().ok())
            .unwrap_or(u64::MAX),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_has_21_digits_and_comes_back() {
        for at in [0, 1, 1 << 40, u64::MAX - 1] {
            assert_eq!(of_position(at).len(), 21);
            assert_eq!(position(&of_position(at)), Some(at));
        }
    }

    #[test]
    fn what_is_no_number_has_no_position() {
        assert_eq!(position("10000000000000000000x"), None);
        assert_eq!(position("000000000000000000001"), Some(u64::MAX));
        assert_eq!(position(&"9".repeat(40)), Some(u64::MAX));
    }
}
