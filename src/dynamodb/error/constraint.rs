//! What AWS says when a member of a request breaks its model's constraint.
//!
//! Source: recorded answers, in the public dynalite and Parity suites.

use std::fmt::Display;

use crate::aws::error::AwsError;

use super::wording::{Saying, Wording, validation};

/// `Value 'x' at 'path' failed to satisfy constraint: …`; `None` is a value that is not there.
pub(crate) fn broken(value: Option<&dyn Display>, path: &str, constraint: &str) -> String {
    match value {
        Some(value) => broken_in(Wording::Older, value, "", path, constraint),
        None => format!("Value null at '{path}' failed to satisfy constraint: {constraint}"),
    }
}

/// A value that a layer tells in its own form: the newer one with the members' own names, the older
/// one with small first letters and the value.
pub(crate) fn broken_in(
    wording: Wording,
    value: &dyn Display,
    newer_path: &str,
    older_path: &str,
    constraint: &str,
) -> String {
    wording.say(
        Saying::BrokenConstraint,
        &[
            ("value", &value),
            ("newer_path", &newer_path),
            ("older_path", &older_path),
            ("constraint", &constraint),
        ],
    )
}

/// All broken constraints of a request in one message.
pub(crate) fn detected(problems: &[String]) -> AwsError {
    let plural = if problems.len() == 1 { "" } else { "s" };
    validation(format!(
        "{} validation error{plural} detected: {}",
        problems.len(),
        problems.join("; ")
    ))
}

/// A required parameter of a control plane operation is missing.
pub(crate) fn parameter_required(name: &str) -> AwsError {
    validation(format!(
        "The parameter '{name}' is required but was not present in the request"
    ))
}

pub(crate) const NOT_NULL: &str = "Member must not be null";

pub(crate) fn length_at_least(minimum: usize) -> String {
    format!("Member must have length greater than or equal to {minimum}")
}

pub(crate) fn length_at_most(maximum: usize) -> String {
    format!("Member must have length less than or equal to {maximum}")
}

pub(crate) fn value_at_least(minimum: i64) -> String {
    format!("Member must have value greater than or equal to {minimum}")
}

pub(crate) fn value_at_most(maximum: i64) -> String {
    format!("Member must have value less than or equal to {maximum}")
}

pub(crate) fn pattern(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

pub(crate) fn one_of(values: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        values.join(", ")
    )
}

/// The constraint on the table names of a batch.
pub(crate) fn table_name_keys() -> String {
    format!(
        "Map keys must satisfy constraint: [{}, {}, {}]",
        length_at_most(255),
        length_at_least(3),
        pattern(super::constraint::NAME_PATTERN)
    )
}

/// The constraint on the request lists of a BatchWriteItem.
pub(crate) fn write_request_values() -> String {
    format!(
        "Map value must satisfy constraint: [{}, {}]",
        length_at_most(25),
        length_at_least(1)
    )
}

/// What table and index names are made of.
pub(crate) const NAME_PATTERN: &str = "[a-zA-Z0-9_.-]+";
