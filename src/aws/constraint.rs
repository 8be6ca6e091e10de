//! The constraints of an API model: every violation of a request is noted, then told at once.

use http::StatusCode;

use super::error::AwsError;

/// What is wrong with a request so far, in AWS's words.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<String>);

impl Violations {
    /// `Value 'V' at 'member' failed to satisfy constraint: Member must …`.
    pub(crate) fn note(&mut self, member: &str, value: &str, constraint: &str) {
        self.0.push(format!(
            "Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
        ));
    }

    /// A required member is not there.
    pub(crate) fn missing(&mut self, member: &str) {
        self.0.push(format!(
            "Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ));
    }

    /// A value that is not shown, because it may be secret.
    pub(crate) fn hidden(&mut self, member: &str, constraint: &str) {
        self.0.push(format!(
            "Value at '{member}' failed to satisfy constraint: {constraint}"
        ));
    }

    /// Checks a length in characters.
    pub(crate) fn length(&mut self, member: &str, text: &str, min: usize, max: usize) {
        let length = text.chars().count();
        if length > max {
            self.note(
                member,
                text,
                &format!("Member must have length less than or equal to {max}"),
            );
        } else if length < min {
            self.note(
                member,
                text,
                &format!("Member must have length greater than or equal to {min}"),
            );
        }
    }

    /// Checks a number.
    pub(crate) fn range(&mut self, member: &str, value: i64, min: i64, max: i64) {
        let constraint = if value > max {
            format!("Member must have value less than or equal to {max}")
        } else if value < min {
            format!("Member must have value greater than or equal to {min}")
        } else {
            return;
        };
        self.note(member, &value.to_string(), &constraint);
    }

    /// A value does not match its pattern.
    pub(crate) fn pattern(&mut self, member: &str, value: &str, pattern: &str) {
        self.note(
            member,
            value,
            &format!("Member must satisfy regular expression pattern: {pattern}"),
        );
    }

    /// A value is not one of an enum's.
    pub(crate) fn one_of(&mut self, member: &str, value: &str, values: &[&str]) {
        self.note(
            member,
            value,
            &format!(
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ),
        );
    }

    /// Hands out what was read if nothing is wrong; `value` is there whenever nothing was noted. For
    /// services that speak JSON.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, AwsError> {
        self.finish_as("ValidationException", value)
    }

    /// As [`Violations::finish`], for services of the query protocol.
    pub(crate) fn finish_query<T>(self, value: Option<T>) -> Result<T, AwsError> {
        self.finish_as("ValidationError", value)
    }

    /// As [`Violations::finish`], under a service's own code. The text is recorded: all violations,
    /// counted.
    pub(crate) fn finish_as<T>(self, code: &'static str, value: Option<T>) -> Result<T, AwsError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => {
                let plural = if self.0.len() == 1 { "" } else { "s" };
                let (count, texts) = (self.0.len(), self.0.join("; "));
                let message = format!("{count} validation error{plural} detected: {texts}");
                Err(AwsError::new(StatusCode::BAD_REQUEST, code, message))
            }
        }
    }
}
