//! The policy of a browser's form: until when it holds, and what the fields may say.
//!
//! AWS page: "POST Policy".

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;

use crate::aws::error::AwsError;
use crate::aws::form::Form;

use super::error::form as error;

/// Fields that no condition has to name (docs); names that begin with `x-ignore-` need none either.
const FREE: &[&str] = &[
    "awsaccesskeyid",
    "file",
    "policy",
    "signature",
    "x-amz-signature",
];

/// A policy that is well-formed.
pub(super) struct Policy {
    expires_at: OffsetDateTime,
    conditions: Vec<Condition>,
    /// How long the file may be.
    pub(super) file_bytes: Option<RangeInclusive<u64>>,
}

struct Condition {
    operator: Operator,
    /// As the policy writes it: `$key` unless somebody forgot the dollar sign.
    name: String,
    value: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    StartsWith,
}

impl Operator {
    fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::StartsWith => "starts-with",
        }
    }
}

impl Policy {
    /// Reads the `policy` field: base64 of a JSON document.
    pub(super) fn parse(field: &str) -> Result<Self, AwsError> {
        let broken = || error::invalid_policy_document("Invalid JSON.");
        let packed: String = field.split_ascii_whitespace().collect();
        let json = STANDARD.decode(packed).map_err(|_| broken())?;
        let json = String::from_utf8(json).map_err(|_| broken())?;
        let document: Value = serde_json::from_str(&plain_json(&json)).map_err(|_| broken())?;
        let document = document.as_object().ok_or_else(broken)?;
        let expiration = document
            .get("expiration")
            .ok_or_else(|| error::invalid_policy_document("Policy missing expiration."))?;
        let conditions = document
            .get("conditions")
            .and_then(Value::as_array)
            .ok_or_else(|| error::invalid_policy_document("Policy missing conditions."))?;
        let mut policy = Self {
            expires_at: moment(expiration)?,
            conditions: Vec::with_capacity(conditions.len()),
            file_bytes: None,
        };
        for condition in conditions {
            policy.add(condition)?;
        }
        Ok(policy)
    }

    fn add(&mut self, condition: &Value) -> Result<(), AwsError> {
        match condition {
            Value::Object(simple) => {
                let mut pairs = simple.iter();
                let (Some((name, value)), None) = (pairs.next(), pairs.next()) else {
                    return Err(error::invalid_policy_document(
                        "Invalid Simple-Condition: Simple-Conditions must have exactly one \
                         property specified.",
                    ));
                };
                let value = value.as_str().ok_or_else(|| {
                    error::invalid_policy_document(
                        "Invalid Simple-Condition: value must be a string.",
                    )
                })?;
                self.conditions.push(Condition {
                    operator: Operator::Eq,
                    name: format!("${name}"),
                    value: value.to_owned(),
                });
                Ok(())
            }
            Value::Array(parts) => self.add_operation(parts),
            _ => Err(error::invalid_policy_document(
                "Invalid condition: a condition must be an object or an array.",
            )),
        }
    }

    fn add_operation(&mut self, parts: &[Value]) -> Result<(), AwsError> {
        let [operator, name, value] = parts else {
            return Err(error::invalid_policy_document(
                "Invalid condition: an operation must have three elements.",
            ));
        };
        let operator = operator.as_str().unwrap_or_default();
        if operator.eq_ignore_ascii_case("content-length-range") {
            let (Some(least), Some(most)) = (bytes(name), bytes(value)) else {
                return Err(error::invalid_policy_document(
                    "Invalid content-length-range: both limits must be numbers of bytes.",
                ));
            };
            self.file_bytes = Some(least..=most);
            return Ok(());
        }
        let operator = [Operator::Eq, Operator::StartsWith]
            .into_iter()
            .find(|known| operator.eq_ignore_ascii_case(known.name()));
        let (Some(operator), Some(name), Some(value)) = (operator, name.as_str(), value.as_str())
        else {
            return Err(error::invalid_policy_document(
                "Invalid condition: expecting eq, starts-with or content-length-range.",
            ));
        };
        self.conditions.push(Condition {
            operator,
            name: name.to_owned(),
            value: value.to_owned(),
        });
        Ok(())
    }

    /// Checks a form. Errors in order: expiry, conditions as they stand, fields that no condition
    /// names; the bucket counts as a field.
    pub(super) fn check(
        &self,
        form: &Form,
        bucket: &str,
        now: OffsetDateTime,
    ) -> Result<(), AwsError> {
        if now >= self.expires_at {
            return Err(error::policy_expired());
        }
        for condition in &self.conditions {
            let value = match condition.field() {
                Some("bucket") => Some(bucket),
                Some(name) => form.field(name),
                None => None,
            };
            if !value.is_some_and(|value| condition.holds_for(value)) {
                return Err(error::policy_condition_failed(&condition.to_json()));
            }
        }
        let fields = form.fields().map(|(name, _)| name);
        let uncovered = std::iter::once("bucket").chain(fields).find(|name| {
            let name = name.to_ascii_lowercase();
            !FREE.contains(&name.as_str()) && !name.starts_with("x-ignore-") && !self.names(&name)
        });
        match uncovered {
            Some(name) => Err(error::extra_input_field(name)),
            None => Ok(()),
        }
    }

    fn names(&self, field: &str) -> bool {
        self.conditions
            .iter()
            .filter_map(Condition::field)
            .any(|own| own.eq_ignore_ascii_case(field))
    }
}

impl Condition {
    /// The field that is meant; names without a dollar sign mean none (recorded).
    fn field(&self) -> Option<&str> {
        let name = self.name.strip_prefix('$')?;
        Some(match name.eq_ignore_ascii_case("bucket") {
            true => "bucket",
            false => name,
        })
    }

    fn holds_for(&self, value: &str) -> bool {
        match self.operator {
            Operator::Eq => value == self.value,
            // Docs: of several types, separated by commas, each must begin so.
            Operator::StartsWith if self.name.eq_ignore_ascii_case("$content-type") => value
                .split(',')
                .all(|one| one.trim().starts_with(&self.value)),
            Operator::StartsWith => value.starts_with(&self.value),
        }
    }

    fn to_json(&self) -> String {
        let text = |text: &str| Value::from(text).to_string();
        format!(
            "[\"{}\", {}, {}]",
            self.operator.name(),
            text(&self.name),
            text(&self.value)
        )
    }
}

/// A limit is a number, or the text of one.
fn bytes(limit: &Value) -> Option<u64> {
    match limit {
        Value::String(text) => text.trim().parse().ok(),
        limit => limit.as_u64(),
    }
}

fn moment(expiration: &Value) -> Result<OffsetDateTime, AwsError> {
    let text = expiration.as_str().unwrap_or_default();
    let moment = OffsetDateTime::parse(text, &Iso8601::DEFAULT).ok();
    moment.filter(|_| text.contains('T')).ok_or_else(|| {
        error::invalid_policy_document(format!("Invalid 'expiration' value: '{text}'"))
    })
}

/// Policies know two escapes that JSON does not (docs): `\$` and `\v`.
fn plain_json(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (plain, false) => json.push(plain),
            (_, true) => match characters.next() {
                Some('$') => json.push('$'),
                Some('v') => json.push_str("\\u000b"),
                Some(escaped) => json.extend(['\\', escaped]),
                None => json.push('\\'),
            },
        }
    }
    json
}
