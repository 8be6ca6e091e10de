//! AVG, COUNT, MAX, MIN and SUM: many records become one value.

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

use super::expression::Expr;
use super::number::{Arithmetic, Number};
use super::timestamp::Timestamp;
use super::value::Value;

/// What is made of the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Summary {
    Avg,
    Count,
    Max,
    Min,
    Sum,
}

impl Summary {
    /// By its name in small letters.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "avg" => Self::Avg,
            "count" => Self::Count,
            "max" => Self::Max,
            "min" => Self::Min,
            "sum" => Self::Sum,
            _ => return None,
        })
    }
}

/// One aggregate of a statement.
#[derive(Debug)]
pub(super) struct Aggregate {
    summary: Summary,
    /// `None` counts records.
    pub(super) argument: Option<Expr>,
}

/// What one aggregate has seen so far.
#[derive(Default)]
pub(super) struct Tally {
    count: i64,
    kept: Option<Kept>,
}

#[derive(Clone, Copy)]
enum Kept {
    Number(Number),
    Timestamp(Timestamp),
}

impl Kept {
    fn of(value: &Value<'_>) -> Result<Self, AwsError> {
        match value {
            Value::Timestamp(moment) => Ok(Self::Timestamp(*moment)),
            _ => value
                .as_number()
                .map(Self::Number)
                .ok_or_else(evaluation::incorrect_argument_type),
        }
    }

    fn value(self) -> Value<'static> {
        match self {
            Self::Number(number) => Value::Number(number),
            Self::Timestamp(moment) => Value::Timestamp(moment),
        }
    }
}

impl Aggregate {
    pub(super) fn new(summary: Summary, argument: Option<Expr>) -> Self {
        Self { summary, argument }
    }

    /// Takes one value in; what is unknown does not count.
    pub(super) fn add(&self, tally: &mut Tally, value: &Value<'_>) -> Result<(), AwsError> {
        if value.is_unknown() {
            return Ok(());
        }
        tally.count += 1;
        if self.summary == Summary::Count {
            return Ok(());
        }
        let next = Kept::of(value)?;
        tally.kept = Some(match (tally.kept, next) {
            (None, Kept::Timestamp(_)) if matches!(self.summary, Summary::Avg | Summary::Sum) => {
                return Err(evaluation::incorrect_argument_type());
            }
            (None, first) => first,
            (Some(Kept::Number(sum)), Kept::Number(number)) => {
                Kept::Number(self.join(sum, number)?)
            }
            (Some(before), next) => match before.value().compare(&next.value()) {
                Some(order) if (self.summary == Summary::Max) == order.is_lt() => next,
                Some(_) => before,
                None => return Err(evaluation::incorrect_argument_type()),
            },
        });
        Ok(())
    }

    fn join(&self, before: Number, next: Number) -> Result<Number, AwsError> {
        let less = || next.compare(before).is_some_and(|order| order.is_lt());
        Ok(match self.summary {
            Summary::Max if less() => before,
            Summary::Max => next,
            Summary::Min if less() => next,
            Summary::Min => before,
            Summary::Avg | Summary::Count | Summary::Sum => {
                return before.calculate(Arithmetic::Add, next);
            }
        })
    }

    /// What became of the values; of none, NULL. An average of integers is a decimal.
    pub(super) fn result(&self, tally: &Tally) -> Result<Value<'static>, AwsError> {
        match (self.summary, tally.kept) {
            (Summary::Count, _) => Ok(Value::int(tally.count)),
            (_, None) => Ok(Value::Null),
            (Summary::Avg, Some(Kept::Number(sum))) => {
                let sum = match sum {
                    Number::Int(int) => Number::Decimal(int.into()),
                    other => other,
                };
                let average = sum.calculate(Arithmetic::Divide, Number::Int(tally.count))?;
                Ok(Value::Number(average))
            }
            (_, Some(kept)) => Ok(kept.value()),
        }
    }
}
