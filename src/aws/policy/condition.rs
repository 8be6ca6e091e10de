//! Conditions of a policy's statement: operators, and what they make of the request's values.
//!
//! AWS: IAM user guide, "Condition operators" and "Single-valued vs. multivalued context keys".

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use time::OffsetDateTime;

use crate::aws::time::parse_iso;

use super::facts::Facts;
use super::network::{Network, address};
use super::pattern::{expand, matches_with};

/// One operator on one key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    operator: Operator,
    /// Lower case.
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

/// An operator's name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    over: Over,
    compare: Compare,
    /// No value may match, instead of one that must.
    negated: bool,
    /// A key that is missing counts as matched.
    if_exists: bool,
}

/// How many of a key's values must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Any,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Text,
    TextOfAnyCase,
    Pattern,
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    /// `None` when AWS has no operator of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (over, name) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Over::All, rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Over::Any, rest)
        } else {
            (Over::Any, name)
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some("Null") => return None,
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let (compare, negated) = match name {
            "StringEquals" => (Compare::Text, false),
            "StringNotEquals" => (Compare::Text, true),
            "StringEqualsIgnoreCase" => (Compare::TextOfAnyCase, false),
            "StringNotEqualsIgnoreCase" => (Compare::TextOfAnyCase, true),
            "StringLike" => (Compare::Pattern, false),
            "StringNotLike" => (Compare::Pattern, true),
            "Bool" => (Compare::Bool, false),
            "BinaryEquals" => (Compare::Binary, false),
            "IpAddress" => (Compare::Address, false),
            "NotIpAddress" => (Compare::Address, true),
            "ArnEquals" | "ArnLike" => (Compare::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Compare::Arn, true),
            "Null" => (Compare::Null, false),
            other => match other.strip_prefix("Numeric") {
                Some(order) => {
                    let (order, negated) = Order::parse(order)?;
                    (Compare::Number(order), negated)
                }
                None => {
                    let (order, negated) = Order::parse(other.strip_prefix("Date")?)?;
                    (Compare::Date(order), negated)
                }
            },
        };
        Some(Self {
            over,
            compare,
            negated,
            if_exists,
        })
    }

    /// Whether what it lets through is among the values that it names.
    pub(crate) fn pins_down(self) -> bool {
        !self.negated && !self.if_exists && self.over == Over::Any && self.compare != Compare::Null
    }
}

impl Order {
    fn parse(name: &str) -> Option<(Self, bool)> {
        Some(match name {
            "Equals" => (Self::Equal, false),
            "NotEquals" => (Self::Equal, true),
            "LessThan" => (Self::Less, false),
            "LessThanEquals" => (Self::LessOrEqual, false),
            "GreaterThan" => (Self::Greater, false),
            "GreaterThanEquals" => (Self::GreaterOrEqual, false),
            _ => return None,
        })
    }

    fn holds<T: PartialOrd>(self, own: &T, limit: &T) -> bool {
        match self {
            Self::Equal => own == limit,
            Self::Less => own < limit,
            Self::LessOrEqual => own <= limit,
            Self::Greater => own > limit,
            Self::GreaterOrEqual => own >= limit,
        }
    }
}

impl Condition {
    pub(crate) fn new(operator: Operator, key: &str, values: Vec<String>) -> Self {
        Self {
            operator,
            key: key.to_ascii_lowercase(),
            values,
        }
    }

    pub(crate) fn operator(&self) -> Operator {
        self.operator
    }

    pub(crate) fn holds(&self, facts: &Facts<'_>) -> bool {
        let own = facts(&self.key);
        let Operator {
            over,
            compare,
            negated,
            if_exists,
        } = self.operator;
        if compare == Compare::Null {
            let missing = own.is_empty();
            return self
                .values
                .iter()
                .any(|value| value.eq_ignore_ascii_case("true") == missing);
        }
        if own.is_empty() {
            return if_exists || negated || over == Over::All;
        }
        let fits = |own: &String| {
            let one = self
                .values
                .iter()
                .any(|value| compare.is(own, value, facts));
            one != negated
        };
        match over {
            Over::All => own.iter().all(fits),
            Over::Any => own.iter().any(fits),
        }
    }
}

impl Compare {
    fn is(self, own: &str, value: &str, facts: &Facts<'_>) -> bool {
        if matches!(self, Self::Pattern) {
            return matches_with(value, own, facts);
        }
        if matches!(self, Self::Arn) {
            return is_arn_like(own, value, facts);
        }
        let Some(value) = expand(value, facts) else {
            return false;
        };
        match self {
            Self::Text => own == value,
            Self::TextOfAnyCase => own.to_lowercase() == value.to_lowercase(),
            Self::Bool => own.eq_ignore_ascii_case(&value),
            Self::Number(order) => both(own, &value, |text| text.trim().parse::<f64>().ok())
                .is_some_and(|(own, limit)| order.holds(&own, &limit)),
            Self::Date(order) => {
                both(own, &value, date).is_some_and(|(own, limit)| order.holds(&own, &limit))
            }
            Self::Binary => both(own, &value, |text| BASE64_STANDARD.decode(text).ok())
                .is_some_and(|(own, other)| own == other),
            Self::Address => match (Network::parse(&value), address(own)) {
                (Some(network), Some(own)) => network.holds(own),
                _ => false,
            },
            Self::Pattern | Self::Arn | Self::Null => false,
        }
    }
}

fn both<T>(own: &str, value: &str, read: impl Fn(&str) -> Option<T>) -> Option<(T, T)> {
    Some((read(own)?, read(value)?))
}

/// ISO 8601, or seconds since 1970.
fn date(text: &str) -> Option<OffsetDateTime> {
    match text.parse::<i64>() {
        Ok(seconds) => OffsetDateTime::from_unix_timestamp(seconds).ok(),
        Err(_) => parse_iso(text),
    }
}

/// Each of the six parts of an ARN by itself, so that a `*` stays inside of its part.
fn is_arn_like(own: &str, value: &str, facts: &Facts<'_>) -> bool {
    let (own, value): (Vec<_>, Vec<_>) =
        (own.splitn(6, ':').collect(), value.splitn(6, ':').collect());
    own.len() == 6
        && value.len() == 6
        && own
            .iter()
            .zip(value)
            .all(|(own, value)| matches_with(value, own, facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(key: &str) -> Vec<String> {
        let values: &[&str] = match key {
            "s3:prefix" => &["home/ada"],
            "s3:max-keys" => &["10"],
            "aws:currenttime" => &["2026-11-22T10:00:00Z"],
            "aws:sourceip" => &["192.0.2.7"],
            "aws:securetransport" => &["true"],
            "aws:principalarn" => &["arn:aws:iam::111122223333:root"],
            "s3:requestobjecttagkeys" => &["a", "b"],
            "blob" => &["aGVsbG8="],
            _ => &[],
        };
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[track_caller]
    fn holds(operator: &str, key: &str, values: &[&str], expected: bool) {
        let parsed = Operator::parse(operator).expect(operator);
        let values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
        let condition = Condition::new(parsed, key, values.clone());
        assert_eq!(
            condition.holds(&facts),
            expected,
            "{operator} {key} {values:?}"
        );
    }

    #[test]
    fn one_of_the_values_must_match() {
        holds("StringEquals", "s3:prefix", &["x", "home/ada"], true);
        holds("StringEquals", "S3:Prefix", &["home/*"], false);
        holds("StringLike", "s3:prefix", &["home/*"], true);
        holds("StringEqualsIgnoreCase", "s3:prefix", &["HOME/ADA"], true);
        holds("NumericLessThanEquals", "s3:max-keys", &["10.0"], true);
        holds("NumericGreaterThan", "s3:max-keys", &["10"], false);
        holds("NumericEquals", "s3:max-keys", &["ten"], false);
        holds("DateGreaterThan", "aws:CurrentTime", &["2026-11-22"], true);
        holds("DateLessThan", "aws:CurrentTime", &["1795333080"], false);
        holds("Bool", "aws:SecureTransport", &["True"], true);
        holds("Bool", "aws:SecureTransport", &["false"], false);
        holds("IpAddress", "aws:SourceIp", &["192.0.2.0/24"], true);
        holds("BinaryEquals", "blob", &["aGVsbG8="], true);
        holds(
            "ArnLike",
            "aws:PrincipalArn",
            &["arn:aws:iam::*:root"],
            true,
        );
        holds("ArnEquals", "aws:PrincipalArn", &["arn:aws:*"], false);
    }

    #[test]
    fn none_of_the_values_may_match_a_negated_operator() {
        holds("StringNotEquals", "s3:prefix", &["x", "y"], true);
        holds("StringNotEquals", "s3:prefix", &["x", "home/ada"], false);
        holds("StringNotLike", "s3:prefix", &["home/*"], false);
        holds("NotIpAddress", "aws:SourceIp", &["10.0.0.0/8"], true);
        holds("NumericNotEquals", "s3:max-keys", &["10"], false);
        holds(
            "ArnNotLike",
            "aws:PrincipalArn",
            &["arn:aws:iam::*:user/*"],
            true,
        );
    }

    // IAM user guide: a missing key fails an operator, unless it is negated or …IfExists.
    #[test]
    fn a_missing_key_is_judged_by_the_kind_of_operator() {
        holds("StringEquals", "s3:delimiter", &["/"], false);
        holds("StringEqualsIfExists", "s3:delimiter", &["/"], true);
        holds("StringEqualsIfExists", "s3:prefix", &["x"], false);
        holds("StringNotEquals", "s3:delimiter", &["/"], true);
        holds("Null", "s3:delimiter", &["true"], true);
        holds("Null", "s3:delimiter", &["false"], false);
        holds("Null", "s3:prefix", &["false"], true);
    }

    #[test]
    fn several_values_are_judged_together() {
        let key = "s3:RequestObjectTagKeys";
        holds("ForAllValues:StringEquals", key, &["a", "b", "c"], true);
        holds("ForAllValues:StringEquals", key, &["a"], false);
        holds("ForAnyValue:StringEquals", key, &["b"], true);
        holds("ForAnyValue:StringEquals", key, &["c"], false);
        holds("ForAnyValue:StringNotEquals", key, &["a"], true);
        holds("ForAllValues:StringEquals", "none", &["a"], true);
        holds("ForAnyValue:StringEquals", "none", &["a"], false);
    }

    #[test]
    fn variables_stand_in_values() {
        holds("StringEquals", "s3:prefix", &["${s3:prefix}"], true);
        holds("StringEquals", "s3:prefix", &["${s3:delimiter}"], false);
    }

    #[test]
    fn unknown_operators_are_none() {
        for name in [
            "",
            "Equals",
            "StringIs",
            "NullIfExists",
            "Numeric",
            "DateLike",
        ] {
            assert_eq!(Operator::parse(name), None, "{name}");
        }
    }
}
