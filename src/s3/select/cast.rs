//! CAST: one type made of another.

use crate::aws::error::AwsError;
use crate::s3::error::select::evaluation;

use super::decimal::Decimal;
use super::expression::Type;
use super::number::Number;
use super::timestamp::Timestamp;
use super::value::Value;

/// What is unknown stays unknown; what cannot be made is CastFailed.
pub(super) fn cast(value: Value<'_>, target: Type) -> Result<Value<'_>, AwsError> {
    if value.is_unknown() {
        return Ok(value);
    }
    let made = match target {
        Type::Bool => to_bool(&value).map(Value::Bool),
        Type::Int => to_int(&value).map(Value::int),
        Type::Float => to_float(&value).map(|float| Value::Number(Number::Float(float))),
        Type::Decimal => to_decimal(&value).map(|decimal| Value::Number(Number::Decimal(decimal))),
        Type::Text => return to_text(value),
        Type::Timestamp => match &value {
            Value::Timestamp(moment) => Some(Value::Timestamp(*moment)),
            Value::Text(text) => Timestamp::parse(text.trim()).map(Value::Timestamp),
            _ => None,
        },
    };
    made.ok_or_else(evaluation::cast_failed)
}

fn to_bool(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(bool) => Some(*bool),
        Value::Number(number) => Some(number.to_f64() != 0.0),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Without what is behind the point; a text must be an integer already.
fn to_int(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Bool(bool) => Some((*bool).into()),
        Value::Number(Number::Int(int)) => Some(*int),
        Value::Number(Number::Decimal(decimal)) => decimal.truncate().try_into().ok(),
        Value::Number(Number::Float(float)) => {
            let whole = float.trunc();
            let fits = whole >= i64::MIN as f64 && whole < i64::MAX as f64;
            fits.then_some(whole as i64)
        }
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn to_float(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Bool(bool) => Some(f64::from(*bool)),
        _ => value.as_number().map(Number::to_f64),
    }
}

fn to_decimal(value: &Value<'_>) -> Option<Decimal> {
    match value {
        Value::Bool(bool) => Some(i64::from(*bool).into()),
        _ => match value.as_number()? {
            Number::Int(int) => Some(int.into()),
            Number::Decimal(decimal) => Some(decimal),
            Number::Float(float) => Decimal::parse(&format!("{float:e}")),
        },
    }
}

fn to_text(value: Value<'_>) -> Result<Value<'_>, AwsError> {
    match value {
        Value::Text(_) => Ok(value),
        Value::Bool(bool) => Ok(Value::text(if bool { "true" } else { "false" })),
        Value::Number(number) => Ok(Value::owned(number.to_string())),
        Value::Timestamp(moment) => Ok(Value::owned(moment.to_string())),
        _ => Err(evaluation::cast_failed()),
    }
}
