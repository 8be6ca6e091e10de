//! Numbers as bytes: a form that sorts as DynamoDB sorts, and the packed form that scans hash.

use super::number::{DIGITS_MAX, EXPONENT_MIN, Number};

/// First byte of the ordered form.
const NEGATIVE: u8 = 1;
const ZERO: u8 = 2;
const POSITIVE: u8 = 3;

impl Number {
    /// Appends 1 to 22 bytes whose order is the numbers' order, and of which none is a prefix of
    /// another's:
    ///
    /// ```text
    /// zero      02
    /// positive  03, exponent + 130, then each pair of digits + 1, then 00
    /// negative  01, and the same bytes inverted
    /// ```
    pub(crate) fn encode_ordered(&self, out: &mut Vec<u8>) {
        if self.is_zero() {
            out.push(ZERO);
            return;
        }
        out.push(if self.negative { NEGATIVE } else { POSITIVE });
        let flip = if self.negative { 0xff } else { 0 };
        let exponent = u8::try_from(i32::from(self.exponent) - EXPONENT_MIN)
            .expect("-130 to 125 is a byte from 0 to 255");
        out.push(exponent ^ flip);
        let digits = self.digits();
        let count = self.significant_digits().next_multiple_of(2);
        for pair in digits[..count].chunks_exact(2) {
            out.push((pair_value(pair[0], pair[1]) + 1) ^ flip);
        }
        out.push(flip);
    }

    /// Appends DynamoDB's own packed form, of which scans take their hash: an exponent byte in base
    /// 100, then pairs of digits, and 102 after a short negative one (as a public server recovered
    /// it from the segments of AWS's scans).
    pub(super) fn encode_packed(&self, out: &mut Vec<u8>) {
        if self.is_zero() {
            out.push(0x80);
            return;
        }
        // The point stands before the first digit here, and an odd exponent is made even by a zero
        // in front.
        let exponent = i32::from(self.exponent) + 1;
        let padded = exponent.rem_euclid(2) == 1;
        let exponent = (exponent + i32::from(padded)) / 2 - 64;
        let flip = if self.negative { 0xff } else { 0 };
        out.push(exponent.to_le_bytes()[0] ^ flip);

        let mut digits = [b'0'; DIGITS_MAX + 2];
        let start = usize::from(padded);
        digits[start..start + DIGITS_MAX].copy_from_slice(&self.digits());
        let pairs = (start + self.significant_digits()).div_ceil(2);
        for pair in digits[..pairs * 2].chunks_exact(2) {
            let value = pair_value(pair[0], pair[1]);
            out.push(if self.negative {
                101 - value
            } else {
                value + 1
            });
        }
        if self.negative && pairs < 20 {
            out.push(102);
        }
    }
}

fn pair_value(tens: u8, ones: u8) -> u8 {
    (tens - b'0') * 10 + (ones - b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn ordered(number: &Number) -> Vec<u8> {
        let mut out = Vec::new();
        number.encode_ordered(&mut out);
        out
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        number(text).encode_packed(&mut out);
        out
    }

    #[test]
    fn the_ordered_form_is_short() {
        assert_eq!(ordered(&Number::ZERO), [2]);
        assert_eq!(ordered(&number("1")), [3, 130, 11, 0]);
        assert_eq!(ordered(&number("-1")), [1, 125, 244, 255]);
        assert_eq!(ordered(&number("1234")), [3, 133, 13, 35, 0]);
        assert_eq!(ordered(&number(&"9".repeat(38))).len(), 22);
    }

    // dynalite's numToBuffer, which its suite checks against AWS's segments.
    #[test]
    fn the_packed_form_is_dynamodbs() {
        assert_eq!(packed("0"), [0x80]);
        assert_eq!(packed("1"), [0xc1, 2]);
        assert_eq!(packed("12"), [0xc1, 13]);
        assert_eq!(packed("123"), [0xc2, 2, 24]);
        assert_eq!(packed("0.1"), [0xc0, 11]);
        assert_eq!(packed("0.01"), [0xc0, 2]);
        assert_eq!(packed("-1"), [0x3e, 100, 102]);
    }

    fn any_number() -> impl Strategy<Value = Number> {
        (any::<bool>(), "[0-9]{1,38}|[0-9]{1,3}", -130_i32..=88).prop_filter_map(
            "within range",
            |(negative, digits, scale)| {
                let sign = if negative { "-" } else { "" };
                Number::parse(&format!("{sign}{digits}e{scale}")).ok()
            },
        )
    }

    proptest! {
        #[test]
        fn bytes_sort_as_numbers(a in any_number(), b in any_number()) {
            prop_assert_eq!(ordered(&a).cmp(&ordered(&b)), a.cmp(&b));
        }

        #[test]
        fn neighbours_sort_as_numbers(a in any_number()) {
            if let Ok(b) = a.add(&number("1")) {
                prop_assert!(ordered(&a) < ordered(&b));
            }
        }

        #[test]
        fn no_number_is_a_prefix_of_another(a in any_number(), b in any_number()) {
            if a != b {
                prop_assert!(!ordered(&b).starts_with(&ordered(&a)));
            }
        }
    }
}
