//! The constraints of a request's model, collected as AWS does: at most ten in one message.

use std::fmt::Display;

use crate::aws::error::AwsError;
use crate::dynamodb::error::constraint;

/// What AWS lists in one message at most.
const LISTED_MAX: usize = 10;

/// The broken constraints of one request, in the model's order.
#[derive(Default)]
pub(crate) struct Constraints {
    problems: Vec<String>,
    /// What the paths that are given lie in, with a point at its end.
    within: String,
}

impl Constraints {
    /// The request passes if nothing was noted.
    pub(crate) fn check(self) -> Result<(), AwsError> {
        match self.problems.is_empty() {
            true => Ok(()),
            false => Err(constraint::detected(&self.problems)),
        }
    }

    /// Notes what `check` notes about the members of a structure at a path.
    pub(crate) fn within(&mut self, path: &str, check: impl FnOnce(&mut Self)) {
        let outer = std::mem::take(&mut self.within);
        self.within = format!("{outer}{path}.");
        check(self);
        self.within = outer;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    pub(crate) fn note(&mut self, problem: String) {
        if self.problems.len() < LISTED_MAX {
            self.problems.push(problem);
        }
    }

    pub(crate) fn not_null<T>(&mut self, path: &str, value: Option<&T>) {
        if value.is_none() {
            let path = format!("{}{path}", self.within);
            self.note(constraint::broken(None, &path, constraint::NOT_NULL));
        }
    }

    /// A text that has to be one of some; what is missing passes.
    pub(crate) fn one_of(&mut self, path: &str, value: Option<&str>, allowed: &[&str]) {
        if let Some(value) = value.filter(|value| !allowed.contains(value)) {
            self.break_on(&value, path, &constraint::one_of(allowed));
        }
    }

    /// A text's characters.
    pub(crate) fn length(&mut self, path: &str, value: Option<&str>, min: usize, max: usize) {
        if let Some(value) = value {
            self.count(&value, path, value.chars().count(), min, max);
        }
    }

    /// The elements of a list or a map, which is shown as `shown`.
    pub(crate) fn count(
        &mut self,
        shown: &dyn Display,
        path: &str,
        count: usize,
        min: usize,
        max: usize,
    ) {
        if count < min {
            self.break_on(shown, path, &constraint::length_at_least(min));
        }
        if count > max {
            self.break_on(shown, path, &constraint::length_at_most(max));
        }
    }

    /// Table and index names.
    pub(crate) fn name_pattern(&mut self, path: &str, value: Option<&str>) {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        if let Some(value) = value.filter(|value| value.is_empty() || !value.bytes().all(legal)) {
            self.break_on(&value, path, &constraint::pattern(constraint::NAME_PATTERN));
        }
    }

    /// A text that has to fit a pattern, if it is there.
    pub(crate) fn pattern(
        &mut self,
        path: &str,
        text: Option<&str>,
        pattern: &str,
        fits: impl Fn(&str) -> bool,
    ) {
        if let Some(text) = text.filter(|text| !fits(text)) {
            self.break_on(&text, path, &constraint::pattern(pattern));
        }
    }

    pub(crate) fn at_least(&mut self, path: &str, value: Option<i64>, minimum: i64) {
        if let Some(value) = value.filter(|value| *value < minimum) {
            self.break_on(&value, path, &constraint::value_at_least(minimum));
        }
    }

    pub(crate) fn at_most(&mut self, path: &str, value: Option<i64>, maximum: i64) {
        if let Some(value) = value.filter(|value| *value > maximum) {
            self.break_on(&value, path, &constraint::value_at_most(maximum));
        }
    }

    fn break_on(&mut self, value: &dyn Display, path: &str, constraint: &str) {
        let path = format!("{}{path}", self.within);
        self.note(constraint::broken(Some(value), &path, constraint));
    }
}

#[cfg(test)]
mod tests {
    use super::Constraints;

    #[test]
    fn problems_are_joined_in_order() {
        let mut constraints = Constraints::default();
        constraints.not_null::<String>("tableName", None);
        constraints.one_of("select", Some("X"), &["A", "B"]);
        constraints.at_least("limit", Some(0), 1);
        let error = constraints.check().unwrap_err();
        assert_eq!(
            error.message().unwrap(),
            "3 validation errors detected: Value null at 'tableName' failed to satisfy constraint: \
             Member must not be null; Value 'X' at 'select' failed to satisfy constraint: Member \
             must satisfy enum value set: [A, B]; Value '0' at 'limit' failed to satisfy \
             constraint: Member must have value greater than or equal to 1"
        );
    }
}
