//! The functions that take values and give one.

use std::borrow::Cow;

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

use super::number::Number;
use super::time_pattern;
use super::timestamp::Timestamp;
use super::value::Value;

/// User guide, "SQL functions"; those with words between their arguments are nodes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    CharLength,
    Coalesce,
    Lower,
    NullIf,
    Substring,
    ToString,
    ToTimestamp,
    Upper,
    UtcNow,
}

/// Which ends of a text TRIM is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Leading,
    Trailing,
    Both,
}

impl Function {
    /// By its name in small letters.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "char_length" | "character_length" => Self::CharLength,
            "coalesce" => Self::Coalesce,
            "lower" => Self::Lower,
            "nullif" => Self::NullIf,
            "substring" => Self::Substring,
            "to_string" => Self::ToString,
            "to_timestamp" => Self::ToTimestamp,
            "upper" => Self::Upper,
            "utcnow" => Self::UtcNow,
            _ => return None,
        })
    }

    pub(super) fn check_count(self, arguments: usize) -> Result<(), AwsError> {
        let fits = match self {
            Self::UtcNow => arguments == 0,
            Self::CharLength | Self::Lower | Self::Upper | Self::ToTimestamp => arguments == 1,
            Self::NullIf | Self::ToString => arguments == 2,
            Self::Substring => matches!(arguments, 2 | 3),
            Self::Coalesce => arguments >= 1,
        };
        if fits {
            Ok(())
        } else {
            Err(evaluation::invalid_arguments())
        }
    }

    /// Calls it with as many arguments as it takes; all but COALESCE and NULLIF give back what is
    /// unknown.
    pub(super) fn call<'a>(
        self,
        mut arguments: Vec<Value<'a>>,
        now: Timestamp,
    ) -> Result<Value<'a>, AwsError> {
        match self {
            Self::UtcNow => return Ok(Value::Timestamp(now)),
            Self::Coalesce => {
                let known = arguments.into_iter().find(|value| !value.is_unknown());
                return Ok(known.unwrap_or(Value::Null));
            }
            Self::NullIf => {
                let [first, second] = arguments.as_slice() else {
                    return Err(evaluation::invalid_arguments());
                };
                let known = !first.is_unknown() && !second.is_unknown();
                let same = known && first.compare(second).is_some_and(|order| order.is_eq());
                return Ok(if same {
                    Value::Null
                } else {
                    arguments.swap_remove(0)
                });
            }
            _ => {}
        }
        if let Some(at) = arguments.iter().position(Value::is_unknown) {
            return Ok(arguments.swap_remove(at));
        }
        match (self, arguments.as_slice()) {
            (Self::CharLength, [value]) => Ok(Value::int(text(value)?.chars().count() as i64)),
            (Self::Lower, [value]) => Ok(Value::owned(text(value)?.to_lowercase())),
            (Self::Upper, [value]) => Ok(Value::owned(text(value)?.to_uppercase())),
            (Self::ToTimestamp, [value]) => match Timestamp::parse(text(value)?) {
                Some(moment) => Ok(Value::Timestamp(moment)),
                None => Err(evaluation::value_parse_failure()),
            },
            (Self::ToString, [Value::Timestamp(moment), pattern]) => {
                time_pattern::format(*moment, text(pattern)?).map(Value::owned)
            }
            (Self::Substring, [value, start]) => substring(text(value)?, int(start)?, None),
            (Self::Substring, [value, start, length]) => {
                substring(text(value)?, int(start)?, Some(int(length)?))
            }
            _ => Err(evaluation::incorrect_argument_type()),
        }
    }
}

/// The text that an argument has to be.
pub(super) fn text<'v>(value: &'v Value<'_>) -> Result<&'v str, AwsError> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(evaluation::incorrect_argument_type()),
    }
}

/// The integer that an argument has to be.
pub(super) fn int(value: &Value<'_>) -> Result<i64, AwsError> {
    match value.as_number() {
        Some(Number::Int(int)) => Ok(int),
        _ => Err(evaluation::incorrect_argument_type()),
    }
}

/// From a character on, counted from 1; a start before it takes from the length (SQL-92).
fn substring<'a>(text: &str, start: i64, length: Option<i64>) -> Result<Value<'a>, AwsError> {
    let end = match length {
        None => i64::MAX,
        Some(length) if length < 0 => return Err(evaluation::invalid_arguments()),
        Some(length) => start.saturating_add(length),
    };
    let first = start.max(1);
    let skip = usize::try_from(first - 1).unwrap_or(usize::MAX);
    let take = usize::try_from(end.saturating_sub(first)).unwrap_or(0);
    Ok(Value::owned(text.chars().skip(skip).take(take).collect()))
}

/// Removes characters from the ends of a text.
pub(super) fn trim<'a>(
    side: Side,
    value: Value<'a>,
    characters: &str,
) -> Result<Value<'a>, AwsError> {
    let trimmed = |text: &str| {
        let is_such = |c: char| characters.contains(c);
        let start = match side {
            Side::Trailing => 0,
            _ => text.len() - text.trim_start_matches(is_such).len(),
        };
        let end = match side {
            Side::Leading => text.len(),
            _ => text.trim_end_matches(is_such).len(),
        };
        start..end.max(start)
    };
    match value {
        Value::Text(Cow::Borrowed(text)) => Ok(Value::text(&text[trimmed(text)])),
        Value::Text(Cow::Owned(text)) => Ok(Value::owned(text[trimmed(&text)].to_owned())),
        _ => Err(evaluation::incorrect_argument_type()),
    }
}
