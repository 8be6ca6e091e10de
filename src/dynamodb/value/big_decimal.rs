//! How AWS's older validation layer sees numbers that are out of range: as Java's BigDecimal, whose
//! exponent and scale have 32 bits.
//!
//! Source: Parity Suite, partiqlParameterNumbers.test.ts (recorded in October 2026).

use super::number::{EXPONENT_MIN, NumberProblem};

impl NumberProblem {
    /// What the older layer says of a text in which the newer one has found this problem.
    pub(crate) fn in_older_layer(&self, text: &str) -> Self {
        match self {
            Self::Overflow | Self::Underflow => match magnitude(text) {
                None => Self::NotNumeric(text.to_owned()),
                Some(magnitude) if magnitude <= EXPONENT_MIN => Self::Underflow,
                Some(_) => Self::Overflow,
            },
            other => other.clone(),
        }
    }
}

/// Precision minus scale in 32 bits, which wrap; none if BigDecimal cannot hold the number.
fn magnitude(text: &str) -> Option<i32> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let scale = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
    let scale = i32::try_from(scale).ok()?;
    let digits = whole.trim_start_matches(['+', '-', '0']).len() + fraction.len();
    let precision = i32::try_from(digits.max(1)).ok()?;
    Some(precision.wrapping_sub(scale))
}

#[cfg(test)]
mod tests {
    use crate::dynamodb::value::Number;

    #[test]
    fn exponents_past_32_bits_are_no_numbers_and_the_last_wraps() {
        let older = |text: &str| {
            let problem = Number::parse(text).unwrap_err();
            problem.in_older_layer(text).to_string()
        };
        let cannot = "The parameter cannot be converted to a numeric value: ";
        for text in [
            "1e99999999999",
            "-1e-99999999999",
            "1e2147483648",
            "1e-2147483648",
            "1e9223372036854775808",
        ] {
            assert_eq!(older(text), format!("{cannot}{text}"));
        }
        assert!(older("1e2147483647").starts_with("Number underflow."));
        assert!(older("1e126").starts_with("Number overflow."));
        assert!(older("1e-131").starts_with("Number underflow."));
        // The newer layer reads 64 bits (Parity Suite, numberExponent.test.ts).
        let newer = |text: &str| Number::parse(text).unwrap_err().to_string();
        assert!(newer("1e99999999999").starts_with("Number overflow."));
        assert_eq!(
            newer("1e9223372036854775808"),
            format!("{cannot}1e9223372036854775808")
        );
    }
}
