//! `Number`: DynamoDB's decimal of 38 significant digits, exact, small and cheap to compare.

use std::cmp::Ordering;
use std::fmt;

/// The largest and smallest power of ten that a number's first digit may stand for.
pub(super) const EXPONENT_MAX: i32 = 125;
pub(super) const EXPONENT_MIN: i32 = -130;
/// Significant digits that a number may have.
pub(super) const DIGITS_MAX: usize = 38;
/// Digits in each half of a mantissa: the most that fit 64 bits.
pub(super) const HALF: usize = 19;
pub(super) const TEN_TO_HALF: u128 = 10_u128.pow(HALF as u32);

/// Longest canonical text: a sign, `0.`, 129 zeros and 38 digits.
pub(crate) const TEXT_BYTES_MAX: usize = 1 + 2 + 129 + DIGITS_MAX;

/// A number, always normalised: equal values are equal bits.
///
/// Its mantissa is 38 decimal digits, aligned to the left, split in halves of 19; the point stands
/// after the first digit, so that order is sign, then exponent, then the halves. Zero is all zeros.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Number {
    pub(super) negative: bool,
    /// The power of ten of the first digit: -130 to 125.
    pub(super) exponent: i16,
    pub(super) high: u64,
    pub(super) low: u64,
}

/// Why a text or a result is no number. `Display` is AWS's text in its newer validation layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NumberProblem {
    NotNumeric(String),
    Overflow,
    Underflow,
    TooManyDigits,
}

impl Number {
    pub(crate) const ZERO: Self = Self {
        negative: false,
        exponent: 0,
        high: 0,
        low: 0,
    };

    /// Reads what AWS accepts: an optional sign, digits with an optional point, an optional
    /// exponent; no spaces, no hexadecimal, no NaN. Zero is range-checked by its written exponent,
    /// as on AWS (`0e126` overflows, `0.0e126` does not; recorded by a public suite).
    pub(crate) fn parse(text: &str) -> Result<Self, NumberProblem> {
        let bytes = text.as_bytes();
        let not_numeric = || NumberProblem::NotNumeric(text.to_owned());
        let (negative, mut at) = match bytes.first() {
            Some(b'-') => (true, 1),
            Some(b'+') => (false, 1),
            _ => (false, 0),
        };

        let (mut high, mut low) = (0_u64, 0_u64);
        // Digits kept so far, from the first that is not zero on; more than 38 may come if all
        // others are zeros.
        let mut kept = 0_usize;
        let mut too_many = false;
        let mut any_digit = false;
        // Digits before the point that count, and zeros after it that come before the first digit.
        let mut point = false;
        let mut integer_digits = 0_i64;
        let mut fraction_digits = 0_i64;
        let mut leading_zeros = 0_i64;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'0'..=b'9' => {
                    let digit = byte - b'0';
                    any_digit = true;
                    if point {
                        fraction_digits += 1;
                    }
                    if kept == 0 && digit == 0 {
                        leading_zeros += i64::from(point);
                    } else {
                        integer_digits += i64::from(!point);
                        if kept < HALF {
                            high = high * 10 + u64::from(digit);
                        } else if kept < DIGITS_MAX {
                            low = low * 10 + u64::from(digit);
                        } else if digit != 0 {
                            too_many = true;
                        }
                        kept += 1;
                    }
                }
                b'.' if !point => point = true,
                _ => break,
            }
            at += 1;
        }
        if !any_digit {
            return Err(not_numeric());
        }
        let written = match bytes.get(at) {
            None => 0,
            Some(b'e' | b'E') => exponent(&bytes[at + 1..]).ok_or_else(not_numeric)?,
            Some(_) => return Err(not_numeric()),
        };

        if kept == 0 {
            in_range(written - fraction_digits)?;
            return Ok(Self::ZERO);
        }
        let exponent = in_range(if integer_digits > 0 {
            written + integer_digits - 1
        } else {
            written - leading_zeros - 1
        })?;
        if too_many {
            return Err(NumberProblem::TooManyDigits);
        }
        if kept < HALF {
            high *= TENS[HALF - kept];
        } else if kept < DIGITS_MAX {
            low *= TENS[DIGITS_MAX - kept];
        }
        Ok(Self {
            negative,
            exponent,
            high,
            low,
        })
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.high == 0
    }

    /// Bytes the number adds to an item: 1, a byte for two digits of the integer part, a byte for
    /// two digits of the fraction, 1 for a minus sign; zeros at both ends cost nothing (bisected at
    /// the 400 KB limit by a public suite; AWS's guide says less).
    pub(crate) fn size_bytes(&self) -> usize {
        let digits = self.significant_digits();
        let integer = usize::try_from(i32::from(self.exponent) + 1)
            .unwrap_or(0)
            .min(digits);
        1 + integer.div_ceil(2) + (digits - integer).div_ceil(2) + usize::from(self.negative)
    }

    /// Digits from the first to the last that is not zero; 0 for zero.
    pub(super) fn significant_digits(&self) -> usize {
        if self.high == 0 {
            0
        } else if self.low == 0 {
            HALF - trailing_zeros(self.high)
        } else {
            DIGITS_MAX - trailing_zeros(self.low)
        }
    }

    /// All 38 digits as ASCII.
    pub(super) fn digits(&self) -> [u8; DIGITS_MAX] {
        let mut digits = [b'0'; DIGITS_MAX];
        let (high, low) = digits.split_at_mut(HALF);
        write_half(self.high, high);
        if self.low != 0 {
            write_half(self.low, low);
        }
        digits
    }

    /// AWS's canonical text: expanded, without exponent, without zeros at either end. Written to
    /// the buffer, so that nothing is allocated.
    pub(crate) fn text<'a>(&self, buffer: &'a mut [u8; TEXT_BYTES_MAX]) -> &'a str {
        let count = self.significant_digits();
        let digits = self.digits();
        let mut end = 0;
        let mut push = |bytes: &[u8]| {
            buffer[end..end + bytes.len()].copy_from_slice(bytes);
            end += bytes.len();
        };
        if self.negative {
            push(b"-");
        }
        match usize::try_from(self.exponent) {
            Ok(_) if count == 0 => push(b"0"),
            Ok(exponent) if count <= exponent + 1 => {
                push(&digits[..count]);
                push(&ZEROS[..exponent + 1 - count]);
            }
            Ok(exponent) => {
                push(&digits[..=exponent]);
                push(b".");
                push(&digits[exponent + 1..count]);
            }
            Err(_) => {
                push(b"0.");
                push(&ZEROS[..usize::from(self.exponent.unsigned_abs()) - 1]);
                push(&digits[..count]);
            }
        }
        std::str::from_utf8(&buffer[..end]).expect("digits, a sign and a point are ASCII")
    }

    /// Order without the sign.
    pub(super) fn cmp_magnitude(&self, other: &Self) -> Ordering {
        // Zero has exponent 0, above that of fractions, so it is told apart first.
        (!self.is_zero(), self.exponent, self.high, self.low).cmp(&(
            !other.is_zero(),
            other.exponent,
            other.high,
            other.low,
        ))
    }
}

/// Powers of ten that fit 64 bits.
const TENS: [u64; HALF + 1] = {
    let mut tens = [1; HALF + 1];
    let mut at = 1;
    while at <= HALF {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

const ZEROS: [u8; 130] = [b'0'; 130];

/// The digits of an exponent, after its `e`, of 64 bits as on AWS. Saturates far outside the range.
fn exponent(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_i64;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
    }
    let value = value.min(1 << 40);
    Some(if negative { -value } else { value })
}

fn in_range(exponent: i64) -> Result<i16, NumberProblem> {
    if exponent > i64::from(EXPONENT_MAX) {
        Err(NumberProblem::Overflow)
    } else if exponent < i64::from(EXPONENT_MIN) {
        Err(NumberProblem::Underflow)
    } else {
        Ok(i16::try_from(exponent).expect("-130 to 125 fits"))
    }
}

fn trailing_zeros(mut half: u64) -> usize {
    let mut zeros = 0;
    while half.is_multiple_of(1_0000) {
        half /= 1_0000;
        zeros += 4;
    }
    while half.is_multiple_of(10) {
        half /= 10;
        zeros += 1;
    }
    zeros
}

fn write_half(half: u64, digits: &mut [u8]) {
    digits[HALF - 1] = b'0' + (half % 10) as u8;
    let mut rest = half / 10;
    // Two digits a division: this is most of what writing a number costs.
    for pair in digits[..HALF - 1].rchunks_exact_mut(2) {
        let two = (rest % 100) as u8;
        rest /= 100;
        pair[0] = b'0' + two / 10;
        pair[1] = b'0' + two % 10;
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        if value == 0 {
            return Self::ZERO;
        }
        let exponent = value.ilog10();
        Self {
            negative: false,
            exponent: i16::try_from(exponent).expect("a u32 has at most 10 digits"),
            high: u64::from(value) * TENS[HALF - 1 - exponent as usize],
            low: 0,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(&mut [0; TEXT_BYTES_MAX]))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNumeric(text) => write!(
                f,
                "The parameter cannot be converted to a numeric value: {text}"
            ),
            Self::Overflow => f.write_str(
                "Number overflow. Attempting to store a number with magnitude larger than \
                 supported range",
            ),
            Self::Underflow => f.write_str(
                "Number underflow. Attempting to store a number with magnitude smaller than \
                 supported range",
            ),
            Self::TooManyDigits => {
                f.write_str("Attempting to store more than 38 significant digits in a Number")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(number: &str) -> String {
        Number::parse(number).unwrap().to_string()
    }

    // Parity Suite, numberByteSize: numbers are returned expanded and trimmed.
    #[test]
    fn numbers_are_returned_expanded_and_trimmed() {
        assert_eq!(text("0042.1200"), "42.12");
        assert_eq!(text("1E125"), format!("1{}", "0".repeat(125)));
        assert_eq!(text("-0"), "0");
        assert_eq!(text("+3"), "3");
        assert_eq!(text(".123"), "0.123");
        assert_eq!(text("1e-130"), format!("0.{}1", "0".repeat(129)));
        assert_eq!(text("5."), "5");
        assert_eq!(
            text("-3.1415926535897932384626433832795028841"),
            "-3.1415926535897932384626433832795028841"
        );
        let longest = format!("-1.{}e-130", "1".repeat(37));
        assert_eq!(text(&longest).len(), TEXT_BYTES_MAX);
    }

    // Parity Suite, valueLayers, us-east-1.
    #[test]
    fn bad_numbers_get_the_texts_of_the_newer_layer() {
        let refusal = |text: &str| Number::parse(text).unwrap_err().to_string();
        for bad in [
            "abc", "", " 1", "1 ", "0x10", "1e", "NaN", "Infinity", "1.2.3", ".", "-", "e5", "1e+",
        ] {
            assert_eq!(
                refusal(bad),
                format!("The parameter cannot be converted to a numeric value: {bad}")
            );
        }
        for large in ["1e126", "11e125", "-1e99999999999", "1e2147483647", "0e126"] {
            assert_eq!(
                refusal(large),
                "Number overflow. Attempting to store a number with magnitude larger than \
                 supported range"
            );
        }
        for small in ["1e-131", "0.9e-130", "1e-99999999999", "0e-131"] {
            assert_eq!(
                refusal(small),
                "Number underflow. Attempting to store a number with magnitude smaller than \
                 supported range"
            );
        }
        assert_eq!(
            refusal("1234567890123456789012345678901234567890"),
            "Attempting to store more than 38 significant digits in a Number"
        );
        assert_eq!(text("0.0e126"), "0");
        assert_eq!(text("0.1e126"), format!("1{}", "0".repeat(125)));
    }

    // Parity Suite, numberByteSize: captured by bisecting the 400 KB limit.
    #[test]
    fn a_number_costs_its_significant_digits_in_two_halves() {
        for (number, bytes) in [
            ("0", 1),
            ("-0", 1),
            ("1", 2),
            ("42", 2),
            ("-42", 3),
            ("123456", 4),
            ("3.14159", 5),
            ("0.0000001", 2),
            ("1E125", 2),
        ] {
            assert_eq!(
                Number::parse(number).unwrap().size_bytes(),
                bytes,
                "{number}"
            );
        }
    }

    fn any_number() -> impl Strategy<Value = Number> {
        (any::<bool>(), "[0-9]{1,38}", -130_i32..=88).prop_filter_map(
            "within range",
            |(negative, digits, scale)| {
                let sign = if negative { "-" } else { "" };
                Number::parse(&format!("{sign}{digits}e{scale}")).ok()
            },
        )
    }

    proptest! {
        #[test]
        fn text_read_again_is_the_same_number(number in any_number()) {
            prop_assert_eq!(Number::parse(&number.to_string()), Ok(number));
        }

        #[test]
        fn parsing_never_panics(text in "[-+0-9.eE x]{0,60}") {
            let _ = Number::parse(&text);
        }

        #[test]
        fn order_agrees_with_padded_texts(a in any_number(), b in any_number()) {
            // Independent of the representation: expand both and compare as texts.
            let padded = |number: &Number| {
                let text = number.to_string();
                let text = text.trim_start_matches('-');
                let (integer, fraction) = text.split_once('.').unwrap_or((text, ""));
                format!("{integer:0>130}.{fraction:0<170}")
            };
            let expected = match (a < Number::ZERO, b < Number::ZERO) {
                (false, false) => padded(&a).cmp(&padded(&b)),
                (true, true) => padded(&b).cmp(&padded(&a)),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
            };
            prop_assert_eq!(a.cmp(&b), expected);
            prop_assert_eq!(a == b, expected == Ordering::Equal);
        }

        #[test]
        fn small_integers_convert(value in any::<u32>()) {
            prop_assert_eq!(Number::from(value), Number::parse(&value.to_string()).unwrap());
        }
    }
}
