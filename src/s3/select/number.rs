//! SQL's numbers, and what they become together.

use std::cmp::Ordering;
use std::fmt;

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

use super::decimal::Decimal;

/// INT, DECIMAL or FLOAT; the wider of two wins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Int(i64),
    Decimal(Decimal),
    Float(f64),
}

/// Arithmetic on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Number {
    /// Reads `12`, `1.5` or `1e300`; spaces around it are none of it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let looks_right = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        if text.is_empty() || !text.bytes().all(looks_right) {
            return None;
        }
        if let Ok(int) = text.parse() {
            return Some(Self::Int(int));
        }
        match Decimal::parse(text) {
            Some(decimal) => Some(Self::Decimal(decimal)),
            None => text
                .parse()
                .ok()
                .filter(|float: &f64| float.is_finite())
                .map(Self::Float),
        }
    }

    pub(super) fn to_f64(self) -> f64 {
        match self {
            Self::Int(int) => int as f64,
            Self::Decimal(decimal) => decimal.to_f64(),
            Self::Float(float) => float,
        }
    }

    /// `None` for a float, which is no exact number.
    fn to_decimal(self) -> Option<Decimal> {
        match self {
            Self::Int(int) => Some(int.into()),
            Self::Decimal(decimal) => Some(decimal),
            Self::Float(_) => None,
        }
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(&right)),
            _ => match (self.to_decimal(), other.to_decimal()) {
                (Some(left), Some(right)) => Some(left.compare(right)),
                _ => self.to_f64().partial_cmp(&other.to_f64()),
            },
        }
    }

    pub(super) fn negate(self) -> Result<Self, AwsError> {
        match self {
            Self::Int(int) => int
                .checked_neg()
                .map(Self::Int)
                .ok_or_else(evaluation::integer_overflow),
            Self::Decimal(decimal) => Ok(Self::Decimal(decimal.negate())),
            Self::Float(float) => Ok(Self::Float(-float)),
        }
    }

    /// Integers stay integers, and so does their quotient. A divisor of zero is an illegal argument.
    pub(super) fn calculate(self, operation: Arithmetic, other: Self) -> Result<Self, AwsError> {
        use Arithmetic::{Divide, Remainder};
        let divides = matches!(operation, Divide | Remainder);
        if divides && other.to_f64() == 0.0 {
            return Err(evaluation::illegal_argument());
        }
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => integers(left, operation, right).map(Self::Int),
            _ => match (self.to_decimal(), other.to_decimal()) {
                (Some(left), Some(right)) => decimals(left, operation, right)
                    .map(Self::Decimal)
                    .ok_or_else(evaluation::number_format),
                _ => Ok(Self::Float(floats(
                    self.to_f64(),
                    operation,
                    other.to_f64(),
                ))),
            },
        }
    }
}

fn integers(left: i64, operation: Arithmetic, right: i64) -> Result<i64, AwsError> {
    match operation {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.checked_rem(right),
    }
    .ok_or_else(evaluation::integer_overflow)
}

fn decimals(left: Decimal, operation: Arithmetic, right: Decimal) -> Option<Decimal> {
    match operation {
        Arithmetic::Add => left.add(right),
        Arithmetic::Subtract => left.add(right.negate()),
        Arithmetic::Multiply => left.multiply(right),
        Arithmetic::Divide => left.divide(right),
        Arithmetic::Remainder => left.remainder(right),
    }
}

fn floats(left: f64, operation: Arithmetic, right: f64) -> f64 {
    match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(int) => int.fmt(f),
            Self::Decimal(decimal) => decimal.fmt(f),
            Self::Float(float) => write!(f, "{float:?}"),
        }
    }
}
