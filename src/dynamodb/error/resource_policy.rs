//! What AWS says about resource policies.
//!
//! Source: recorded answers (a public catalogue of AWS's control plane errors, us-west-2, 2026-10; the
//! verified tests of Moto), except where said.

use http::StatusCode;

use crate::aws::arn::Arn;
use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, validation};

fn of_service(code: &'static str, message: String) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}

fn not_found_because(what: impl std::fmt::Display) -> AwsError {
    of_service(
        "PolicyNotFoundException",
        format!("Resource-based policy not found for the provided ResourceArn: {what}"),
    )
}

pub(crate) fn not_found(arn: &str) -> AwsError {
    not_found_because(arn)
}

/// `target` is `table t`, or `stream` and its label.
pub(crate) fn none_of_that_revision(revision_id: &str, target: &str) -> AwsError {
    not_found_because(format_args!(
        "Requested update for policy with revision id {revision_id}, but {target} has no \
         associated policy."
    ))
}

pub(crate) fn another_revision(revision_id: &str, target: &str, current: i64) -> AwsError {
    not_found_because(format_args!(
        "Requested update for policy with revision id {revision_id}, but the policy associated to \
         target {target} has revision id {current}."
    ))
}

pub(crate) fn exists(target: &str, current: i64) -> AwsError {
    not_found_because(format_args!(
        "Requested policy update expecting none to be present for {target}, but a policy exists \
         with revision id {current}."
    ))
}

pub(crate) fn foreign_arn(arn: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Provided Arn is not a DynamoDB resource arn: {arn}"
    ))
}

pub(crate) fn arn_of_neither(arn: &str) -> AwsError {
    invalid_parameter(format_args!(
        "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: \
         {arn}"
    ))
}

/// Another region or partition.
pub(crate) fn arn_of_elsewhere(arn: &str) -> AwsError {
    invalid_parameter(format_args!("Invalid resource Arn: {arn}"))
}

pub(crate) fn of_another_account() -> AwsError {
    validation(
        "This action is only supported by accounts that match the resource owner\u{2019}s account.",
    )
}

pub(crate) fn stream_not_found(label: &str, table: &str) -> AwsError {
    of_service(
        "ResourceNotFoundException",
        format!("Requested resource not found: Stream: {label} not found for Table: {table}"),
    )
}

pub(crate) fn locks_caller_out() -> AwsError {
    of_service(
        "AccessDeniedException",
        "The new resource policy will not allow you to update the resource policy in the future."
            .to_owned(),
    )
}

pub(crate) fn too_large(bytes_max: usize) -> AwsError {
    invalid_parameter(format_args!(
        "Maximum policy size of {bytes_max} bytes exceeded"
    ))
}

fn invalid(what: impl std::fmt::Display) -> AwsError {
    invalid_parameter(format_args!("Invalid policy document: {what}"))
}

pub(crate) fn invalid_json() -> AwsError {
    invalid("This policy contains invalid Json")
}

pub(crate) fn no_statements() -> AwsError {
    invalid("Could not parse the policy: Statement is empty!")
}

pub(crate) fn repeated_ids() -> AwsError {
    invalid("The Statement Ids in the policy are not unique")
}

pub(crate) fn missing(field: &str) -> AwsError {
    invalid(format_args!("Missing required field {field}"))
}

/// IAM's words for it.
pub(crate) fn invalid_effect(effect: &str) -> AwsError {
    invalid(format_args!("Invalid effect: {effect}"))
}

/// Line and column, from 1.
pub(crate) fn syntax_error(line: usize, column: usize) -> AwsError {
    invalid(format_args!("Syntax error at position ({line},{column})"))
}

/// IAM's words for it.
pub(crate) fn allow_with_not_principal() -> AwsError {
    invalid("Allow with NotPrincipal is not allowed.")
}

/// IAM's words for it.
pub(crate) fn invalid_condition_type(operator: &str) -> AwsError {
    invalid(format_args!("Invalid Condition type : {operator}"))
}

pub(crate) fn invalid_actions(names: &[String]) -> AwsError {
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    invalid(format_args!(
        "The following action names are invalid: {}",
        names.join(", ")
    ))
}

/// The words for a text that is no ARN are IAM's.
pub(crate) fn invalid_resource(given: &str) -> AwsError {
    match Arn::parse(given) {
        Some(arn) => invalid(format_args!(
            "The relative-id \"{}\" is invalid for ARN \"{given}\".",
            arn.resource
        )),
        None => invalid(format_args!(
            "Resource {given} must be in ARN format or \"*\"."
        )),
    }
}

pub(crate) fn invalid_principal() -> AwsError {
    invalid_parameter("Invalid principal in policy document.")
}

pub(crate) fn unbounded_access() -> AwsError {
    validation(
        "Resource-based policy grants unbounded access in one or more elements. Please revise the \
         policy to ensure least-privilege form of access",
    )
}
