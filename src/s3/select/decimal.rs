//! Exact numbers with a point: SQL's DECIMAL, up to 38 digits.

use std::cmp::Ordering;
use std::fmt;

/// Digits at most (user guide, "Data types").
const DIGITS_MAX: u32 = 38;
/// 10^38 does not fit the digits any more.
const MANTISSA_END: u128 = 10_u128.pow(DIGITS_MAX);

/// `mantissa / 10^scale`. The scale is kept: 1.50 stays 1.50.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    /// `None` when there are more digits than a decimal holds.
    fn new(mantissa: i128, scale: u32) -> Option<Self> {
        let fits = mantissa.unsigned_abs() < MANTISSA_END && scale <= DIGITS_MAX;
        fits.then_some(Self { mantissa, scale })
    }

    /// Reads `-12.5e3`. `None` when it is no number, or one of too many digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut mantissa = 0_i128;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add((digit - b'0').into())?;
        }
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let mantissa = if negative { -mantissa } else { mantissa };
        match u32::try_from(scale) {
            Ok(scale) => Self::new(mantissa, scale),
            Err(_) if mantissa == 0 => Self::new(0, 0),
            Err(_) => {
                let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
                Self::new(mantissa.checked_mul(factor)?, 0)
            }
        }
    }

    /// Both with the same scale.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        let raise = |number: Self| {
            let factor = 10_i128.checked_pow(scale - number.scale)?;
            number.mantissa.checked_mul(factor)
        };
        Some((raise(self)?, raise(other)?, scale))
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::new(left.checked_add(right)?, scale)
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Self::new(mantissa, self.scale + other.scale)
    }

    /// With as many digits as there is room for, then without needless zeros. `None` for a divisor
    /// of zero.
    pub(super) fn divide(self, other: Self) -> Option<Self> {
        let (mut left, right, _) = self.aligned(other)?;
        let mut scale = 0;
        while left.checked_rem(right)? != 0 && scale < DIGITS_MAX {
            let Some(raised) = left.checked_mul(10) else {
                break;
            };
            left = raised;
            scale += 1;
        }
        let mut mantissa = left.checked_div(right)?;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Self::new(mantissa, scale)
    }

    /// `None` for a divisor of zero.
    pub(super) fn remainder(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        Self::new(left.checked_rem(right)?, scale)
    }

    pub(super) fn negate(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            ..self
        }
    }

    pub(super) fn to_f64(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(self.scale as i32)
    }

    /// Without what is behind the point.
    pub(super) fn truncate(self) -> i128 {
        self.mantissa / 10_i128.pow(self.scale)
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    /// As Ion writes it, and AWS in its messages: `5d-1`.
    pub(super) fn ion(self) -> String {
        match self.scale {
            0 => format!("{}.", self.mantissa),
            scale => format!("{}d-{scale}", self.mantissa),
        }
    }
}

impl From<i64> for Decimal {
    fn from(mantissa: i64) -> Self {
        Self {
            mantissa: mantissa.into(),
            scale: 0,
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_and_written_digit_by_digit() {
        for (text, written) in [
            ("1.50", "1.50"),
            ("-.5", "-0.5"),
            ("12.5e3", "12500"),
            ("1e-3", "0.001"),
            ("0e99999", "0"),
        ] {
            assert_eq!(number(text).to_string(), written);
        }
        for none in [
            "",
            ".",
            "-",
            "1e",
            "1e99999999999",
            "x",
            &"9".repeat(39),
            "1e-39",
        ] {
            assert!(Decimal::parse(none).is_none(), "{none}");
        }
        assert_eq!(number(".5").ion(), "5d-1");
    }

    #[test]
    fn arithmetic_is_exact_where_it_can_be() {
        assert_eq!(number("0.1").add(number("0.2")).unwrap().to_string(), "0.3");
        assert_eq!(
            number("1.5").multiply(number("2")).unwrap().to_string(),
            "3.0"
        );
        assert_eq!(number("1").divide(number("4")).unwrap().to_string(), "0.25");
        assert_eq!(
            number("7").remainder(number("2.5")).unwrap().to_string(),
            "2.0"
        );
        let third = number("1").divide(number("3")).unwrap().to_string();
        assert!(third.starts_with("0.33333333333333"), "{third}");
        assert!(number("1").divide(number("0")).is_none());
        assert_eq!(number("1.0").compare(number("1")), Ordering::Equal);
    }
}
