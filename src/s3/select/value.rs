//! What an expression can be, and when two of them are equal, less or neither.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::json::Json;
use super::number::Number;
use super::timestamp::Timestamp;

/// A value; texts and trees are lent by the record or the statement.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// There is nothing where the path leads.
    Missing,
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'a, str>),
    Timestamp(Timestamp),
    /// A list or a struct.
    Tree(&'a Json),
}

impl<'a> Value<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    pub(super) fn int(int: i64) -> Self {
        Self::Number(Number::Int(int))
    }

    /// NULL or MISSING: nothing is known of it.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Self::Missing | Self::Null)
    }

    /// The number that this is or that its text reads as: records of CSV hold nothing but text.
    pub(super) fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => Number::parse(text),
            _ => None,
        }
    }

    /// Which of two known values comes first; `None` when they cannot be compared.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Bool(left), Self::Bool(right)) => Some(left.cmp(right)),
            (Self::Timestamp(left), Self::Timestamp(right)) => Some(left.compare(*right)),
            (Self::Tree(left), Self::Tree(right)) => (left == right).then_some(Ordering::Equal),
            _ => self.as_number()?.compare(other.as_number()?),
        }
    }
}

impl<'a> From<&'a Json> for Value<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(bool) => Self::Bool(*bool),
            Json::Number(number) => Self::Number(*number),
            Json::Text(text) => Self::text(text),
            Json::List(_) | Json::Struct(_) => Self::Tree(json),
        }
    }
}
