//! Texts of errors in expressions and their placeholders.
//!
//! Sources: AWS's answers as recorded in the public suites of dynalite, ScyllaDB (Alternator) and
//! the Parity Suite, unless a text says otherwise. `parameter` is the expression's, such as
//! `FilterExpression`, or nothing for a part of a PartiQL statement, which AWS does not name.

use std::fmt::Display;

use super::wording::{Saying, Wording, validation};
use crate::aws::error::AwsError;
use crate::dynamodb::value::NumberProblem;

/// How AWS prints the types that an attribute could have.
pub(crate) const ANY_TYPE: &str = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";

fn invalid(parameter: &'static str, what: impl Display) -> AwsError {
    match parameter {
        "" => validation(what.to_string()),
        _ => validation(format!("Invalid {parameter}: {what}")),
    }
}

/// Names or values that no expression uses.
pub(crate) fn unused(map: &'static str, placeholders: &[&str]) -> AwsError {
    validation(format!(
        "Value provided in {map} unused in expressions: keys: {{{}}}",
        placeholders.join(", ")
    ))
}

/// A map of names or values without any.
pub(crate) fn empty_placeholders(map: &'static str) -> AwsError {
    validation(format!("{map} must not be empty"))
}

/// A key that is no placeholder.
pub(crate) fn malformed_placeholder(map: &'static str, placeholder: &str) -> AwsError {
    validation(format!(
        "{map} contains invalid key: Syntax error; key: \"{placeholder}\""
    ))
}

/// A key of more than 255 bytes. The text is DynamoDB Local's.
pub(crate) fn long_placeholder(map: &'static str, bytes: usize) -> AwsError {
    validation(format!(
        "{map} contains invalid key: The expression attribute map contains a key that is too \
         long; size of key: {bytes}"
    ))
}

pub(crate) fn empty_expression(parameter: &'static str) -> AwsError {
    invalid(parameter, "The expression can not be empty;")
}

/// An expression of so many bytes.
pub(crate) fn too_long(wording: Wording, parameter: &'static str, bytes: usize) -> AwsError {
    invalid(
        parameter,
        wording.say(Saying::LongExpression, &[("bytes", &bytes)]),
    )
}

/// `near` is the expression's text from the token before to the token after.
pub(crate) fn syntax(parameter: &'static str, token: &str, near: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("Syntax error; token: \"{token}\", near: \"{near}\""),
    )
}

pub(crate) fn redundant_parentheses(parameter: &'static str) -> AwsError {
    invalid(parameter, "The expression has redundant parentheses;")
}

pub(crate) fn reserved_word(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("Attribute name is a reserved keyword; reserved keyword: {name}"),
    )
}

/// `digits` as written.
pub(crate) fn index_out_of_range(parameter: &'static str, digits: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("List index is not within the allowable range; index: [{digits}]"),
    )
}

pub(crate) fn path_too_deep(parameter: &'static str, parts: usize) -> AwsError {
    invalid(
        parameter,
        format_args!("The document path has too many nesting levels; nesting levels: {parts}"),
    )
}

pub(crate) fn unknown_function(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("Invalid function name; function: {name}"),
    )
}

pub(crate) fn misused_function(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "The function is not allowed to be used this way in an expression; function: {name}"
        ),
    )
}

pub(crate) fn function_not_in_condition(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("The function is not allowed in a condition expression; function: {name}"),
    )
}

pub(crate) fn function_not_in_update(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("The function is not allowed in an update expression; function: {name}"),
    )
}

pub(crate) fn too_many_operators(parameter: &'static str, count: usize) -> AwsError {
    invalid(
        parameter,
        format_args!("The expression contains too many operators; operator count: {count}"),
    )
}

/// The sentence is DynamoDB Local's.
pub(crate) fn too_many_in_operands(parameter: &'static str, count: usize) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "The IN operator is provided with too many operands; number of operands: {count}"
        ),
    )
}

pub(crate) fn undefined_name(parameter: &'static str, placeholder: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "An expression attribute name used in the document path is not defined; attribute \
             name: {placeholder}"
        ),
    )
}

pub(crate) fn undefined_value(parameter: &'static str, placeholder: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "An expression attribute value used in expression is not defined; attribute value: \
             {placeholder}"
        ),
    )
}

pub(crate) fn operand_count(parameter: &'static str, function: &str, count: usize) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Incorrect number of operands for operator or function; operator or function: \
             {function}, number of operands: {count}"
        ),
    )
}

/// `type_name` as on the wire, or [`ANY_TYPE`].
pub(crate) fn operand_type(parameter: &'static str, function: &str, type_name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Incorrect operand type for operator or function; operator or function: {function}, \
             operand type: {type_name}"
        ),
    )
}

/// An operand of ADD or DELETE; the set of types has one name for both.
pub(crate) fn clause_operand_type(
    parameter: &'static str,
    clause: &str,
    type_word: &str,
) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Incorrect operand type for operator or function; operator: {clause}, operand type: \
             {type_word}, typeSet: ALLOWED_FOR_ADD_OPERAND"
        ),
    )
}

pub(crate) fn not_a_path(parameter: &'static str, function: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Operator or function requires a document path; operator or function: {function}"
        ),
    )
}

/// The order of the types is the one recorded; AWS prints a Java set.
pub(crate) fn unknown_type(parameter: &'static str, name: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Invalid attribute type name found; type: {name}, valid types: \
             {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
        ),
    )
}

/// `path` as AWS prints paths: `[a, [0], b]`.
pub(crate) fn repeated_operand(
    parameter: &'static str,
    operator: &str,
    path: impl Display,
) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "The first operand must be distinct from the remaining operands for this operator or \
             function; operator: {operator}, first operand: {path}"
        ),
    )
}

/// Bounds as AWS prints them: `{S:a}`.
pub(crate) fn bounds_of_two_types(parameter: &'static str, low: &str, high: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "The BETWEEN operator requires same data type for lower and upper bounds; lower bound \
             operand: AttributeValue: {low}, upper bound operand: AttributeValue: {high}"
        ),
    )
}

pub(crate) fn bounds_reversed(parameter: &'static str, low: &str, high: &str) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "The BETWEEN operator requires upper bound to be greater than or equal to lower \
             bound; lower bound operand: AttributeValue: {low}, upper bound operand: \
             AttributeValue: {high}"
        ),
    )
}

pub(crate) fn paths_overlap(
    parameter: &'static str,
    one: impl Display,
    two: impl Display,
) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Two document paths overlap with each other; must remove or rewrite one of these \
             paths; path one: {one}, path two: {two}"
        ),
    )
}

pub(crate) fn paths_conflict(
    parameter: &'static str,
    one: impl Display,
    two: impl Display,
) -> AwsError {
    invalid(
        parameter,
        format_args!(
            "Two document paths conflict with each other; must remove or rewrite one of these \
             paths; path one: {one}, path two: {two}"
        ),
    )
}

/// SET, REMOVE, ADD or DELETE twice in an UpdateExpression.
pub(crate) fn repeated_section(parameter: &'static str, section: &str) -> AwsError {
    invalid(
        parameter,
        format_args!("The \"{section}\" section can only be used once in an update expression;"),
    )
}

/// SET reads what the item doesn't have.
pub(crate) fn missing_attribute() -> AwsError {
    validation("The provided expression refers to an attribute that does not exist in the item")
}

/// An attribute of the item has a type that the update can't work with.
pub(crate) fn wrong_operand() -> AwsError {
    validation("An operand in the update expression has an incorrect data type")
}

/// A nested path into what isn't there, or isn't a map or a list.
pub(crate) fn invalid_path() -> AwsError {
    validation("The document path provided in the update expression is invalid for update")
}

/// The updated value nests deeper than 32 levels.
pub(crate) fn nested_too_deeply() -> AwsError {
    validation("Nesting Levels have exceeded supported limits")
}

/// A sum that no number can hold.
pub(crate) fn number(problem: NumberProblem) -> AwsError {
    validation(problem.to_string())
}
