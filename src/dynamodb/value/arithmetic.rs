//! Sum and difference of numbers: exact, or refused.

use super::number::{DIGITS_MAX, EXPONENT_MAX, EXPONENT_MIN, Number, NumberProblem, TEN_TO_HALF};

/// The power of ten of the last of 38 digits, below the first.
const LAST: i32 = DIGITS_MAX as i32 - 1;

const TENS: [u128; DIGITS_MAX + 1] = {
    let mut tens = [1; DIGITS_MAX + 1];
    let mut at = 1;
    while at <= DIGITS_MAX {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

impl Number {
    /// `self + other`. A result that needs more than 38 digits is AWS's `Overflow`, not
    /// `TooManyDigits`, however small it is (recorded by a public suite for 1e50 + 1).
    pub(crate) fn add(&self, other: &Self) -> Result<Self, NumberProblem> {
        if self.is_zero() {
            return Ok(*other);
        }
        if other.is_zero() {
            return Ok(*self);
        }
        let (large, small) = if self.cmp_magnitude(other).is_lt() {
            (other, self)
        } else {
            (self, other)
        };
        let last = large.last_exponent().min(small.last_exponent());
        // Digits between the first of the larger and the last of either. Past 39 no borrow can
        // bring the result back to 38.
        let span = i32::from(large.exponent) - last + 1;
        if span > DIGITS_MAX as i32 + 1 {
            return Err(NumberProblem::Overflow);
        }
        let small_units = small.units(last);
        if span <= DIGITS_MAX as i32 {
            let large_units = large.units(last);
            let sum = if large.negative == small.negative {
                large_units + small_units
            } else {
                large_units - small_units
            };
            return Self::from_units(large.negative, sum, last);
        }
        // 39 digits, the last of which is the smaller number's alone: a sum keeps them all, a
        // difference may lose the first.
        if large.negative == small.negative {
            return Err(NumberProblem::Overflow);
        }
        let tens = large.units(last + 1) - small_units / 10;
        if tens > TENS[LAST as usize] {
            return Err(NumberProblem::Overflow);
        }
        Self::from_units(large.negative, tens * 10 - small_units % 10, last)
    }

    /// `self - other`.
    pub(crate) fn sub(&self, other: &Self) -> Result<Self, NumberProblem> {
        self.add(&other.negated())
    }

    fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.is_zero(),
            ..*self
        }
    }

    /// The power of ten of the last digit that is not zero.
    fn last_exponent(&self) -> i32 {
        i32::from(self.exponent) + 1 - self.significant_digits() as i32
    }

    /// The magnitude as a count of `10^last`; `last` is at most 37 below the first digit.
    fn units(&self, last: i32) -> u128 {
        let mantissa = u128::from(self.high) * TEN_TO_HALF + u128::from(self.low);
        let surplus = last - (i32::from(self.exponent) - LAST);
        mantissa / TENS[surplus as usize]
    }

    fn from_units(negative: bool, units: u128, last: i32) -> Result<Self, NumberProblem> {
        if units == 0 {
            return Ok(Self::ZERO);
        }
        let digits = units.ilog10() as usize + 1;
        let mantissa = match digits {
            0..=DIGITS_MAX => units * TENS[DIGITS_MAX - digits],
            _ if units.is_multiple_of(10) => units / 10,
            _ => return Err(NumberProblem::Overflow),
        };
        let exponent = last + digits as i32 - 1;
        if exponent > EXPONENT_MAX {
            return Err(NumberProblem::Overflow);
        }
        if exponent < EXPONENT_MIN {
            return Err(NumberProblem::Underflow);
        }
        Ok(Self {
            negative,
            exponent: exponent as i16,
            high: (mantissa / TEN_TO_HALF) as u64,
            low: (mantissa % TEN_TO_HALF) as u64,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    fn sum(a: &str, b: &str) -> Result<String, NumberProblem> {
        number(a).add(&number(b)).map(|number| number.to_string())
    }

    // ScyllaDB's public Alternator suite, test_number.py, passes on AWS.
    #[test]
    fn sums_are_exact_or_overflow() {
        assert_eq!(
            sum("1", "10000000000000000000000"),
            Ok("10000000000000000000001".into())
        );
        assert_eq!(sum("9e125", "9e125"), Err(NumberProblem::Overflow));
        assert_eq!(sum("1e50", "-1"), Err(NumberProblem::Overflow));
        assert_eq!(sum("1e50", "1"), Err(NumberProblem::Overflow));
        assert_eq!(sum("1e38", "-1"), Ok("9".repeat(38)));
        assert_eq!(sum("1e38", "1"), Err(NumberProblem::Overflow));
        assert_eq!(
            sum(&"9".repeat(38), "1"),
            Ok(format!("1{}", "0".repeat(38)))
        );
        assert_eq!(sum("1.1e-130", "-1e-130"), Err(NumberProblem::Underflow));
        assert_eq!(number("5").sub(&number("5")), Ok(Number::ZERO));
        assert_eq!(number("0").sub(&number("5")), Ok(number("-5")));
        assert_eq!(number("5").sub(&number("0")), Ok(number("5")));
        assert_eq!(number("0").sub(&number("0")), Ok(Number::ZERO));
    }

    /// Schoolbook arithmetic on decimal digits, least first, over a fixed point that holds every
    /// number exactly: 10^-170 and up.
    mod model {
        pub(super) const LOWEST: i32 = -170;
        const LENGTH: usize = 320;

        pub(super) struct Signed {
            pub(super) negative: bool,
            pub(super) digits: Vec<u8>,
        }

        pub(super) fn read(text: &str) -> Signed {
            let (negative, text) = match text.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, text),
            };
            let (integer, fraction) = text.split_once('.').unwrap_or((text, ""));
            let mut digits = vec![0; LENGTH];
            for (at, byte) in integer.bytes().rev().enumerate() {
                digits[at + LOWEST.unsigned_abs() as usize] = byte - b'0';
            }
            for (at, byte) in fraction.bytes().enumerate() {
                digits[LOWEST.unsigned_abs() as usize - 1 - at] = byte - b'0';
            }
            Signed { negative, digits }
        }

        pub(super) fn add(a: &Signed, b: &Signed) -> Signed {
            if a.negative == b.negative {
                let mut carry = 0;
                let digits = (0..LENGTH)
                    .map(|at| {
                        let sum = a.digits[at] + b.digits[at] + carry;
                        carry = sum / 10;
                        sum % 10
                    })
                    .collect();
                return Signed {
                    negative: a.negative,
                    digits,
                };
            }
            let a_larger = a.digits.iter().rev().ge(b.digits.iter().rev());
            let (large, small) = if a_larger { (a, b) } else { (b, a) };
            let mut borrow = 0;
            let digits = (0..LENGTH)
                .map(|at| {
                    let mut digit = large.digits[at] as i8 - small.digits[at] as i8 - borrow;
                    borrow = i8::from(digit < 0);
                    if digit < 0 {
                        digit += 10;
                    }
                    digit as u8
                })
                .collect();
            Signed {
                negative: large.negative,
                digits,
            }
        }

        /// Sign, digits without zeros at both ends, and the power of ten of the last.
        pub(super) fn significant(value: &Signed) -> Option<(bool, String, i32)> {
            let first = value.digits.iter().rposition(|digit| *digit != 0)?;
            let last = value.digits.iter().position(|digit| *digit != 0)?;
            let text = value.digits[last..=first]
                .iter()
                .rev()
                .map(|digit| char::from(b'0' + digit))
                .collect();
            Some((value.negative, text, last as i32 + LOWEST))
        }
    }

    fn near_number() -> impl Strategy<Value = Number> {
        (
            any::<bool>(),
            "[0-9]{1,38}|[09]{30,38}|1?9{30,37}",
            -20_i32..=20,
        )
            .prop_filter_map("within range", |(negative, digits, scale)| {
                let sign = if negative { "-" } else { "" };
                Number::parse(&format!("{sign}{digits}e{scale}")).ok()
            })
    }

    proptest! {
        #[test]
        fn sums_agree_with_schoolbook_arithmetic(a in near_number(), b in near_number()) {
            let exact = model::add(&model::read(&a.to_string()), &model::read(&b.to_string()));
            let expected = match model::significant(&exact) {
                None => Ok(Number::ZERO),
                Some((_, digits, _)) if digits.len() > 38 => Err(NumberProblem::Overflow),
                Some((negative, digits, last)) => {
                    let sign = if negative { "-" } else { "" };
                    Number::parse(&format!("{sign}{digits}e{last}"))
                }
            };
            prop_assert_eq!(a.add(&b), expected.clone());
            prop_assert_eq!(a.sub(&b.negated()), expected);
        }

        #[test]
        fn adding_and_subtracting_returns(a in near_number(), b in near_number()) {
            if let Ok(sum) = a.add(&b) {
                prop_assert_eq!(sum.sub(&b), Ok(a));
            }
        }
    }
}
