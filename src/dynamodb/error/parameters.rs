//! What AWS says when expression parameters contradict each other.
//!
//! Source: recorded answers, in the public dynalite and Parity suites.

use super::wording::{Saying, Wording};

/// Expression and legacy parameters in one request.
pub(crate) fn mixed(legacy: &[&str], expressions: &[&str]) -> String {
    format!(
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        legacy.join(", "),
        expressions.join(", ")
    )
}

pub(crate) const NAMES_WITHOUT_EXPRESSION: &str =
    "ExpressionAttributeNames can only be specified when using expressions";

/// Values without an expression that could use them; `expressions` could.
pub(crate) fn values_without_expression(wording: Wording, expressions: &[&str]) -> String {
    let are = if expressions.len() > 1 { "are" } else { "is" };
    wording.say(
        Saying::IdleValues,
        &[("expressions", &expressions.join(" and ")), ("are", &are)],
    )
}

pub(crate) const OPERATOR_WITHOUT_CONDITIONS: &str =
    "ConditionalOperator cannot be used without Filter or Expected";

pub(crate) const OPERATOR_WITH_ONE_CONDITION: &str =
    "ConditionalOperator can only be used when Filter or Expected has two or more elements";

/// ReturnValues of an operation that replaces or removes whole items.
pub(crate) const RETURN_VALUES_OLD_ONLY: &str = "ReturnValues can only be ALL_OLD or NONE";

/// The same name twice in AttributesToGet.
pub(crate) fn repeated_attribute(name: &str) -> String {
    format!("One or more parameter values were invalid: Duplicate value in attribute name: {name}")
}
