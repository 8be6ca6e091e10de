//! What Lambda says about names of functions, and functions that are not where a name says.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::alias::alias_not_found;
use super::wording::{invalid_parameter, user};

/// Recorded answer: `Function not found: arn:…:function:foo:42`.
pub(crate) fn function_not_found(arn: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Function not found: {arn}"),
    )
}

/// Recorded answer to a function ARN of another region.
pub(crate) fn other_region(theirs: &str, ours: &str) -> AwsError {
    user(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("Functions from '{theirs}' are not reachable in this region ('{ours}')"),
    )
}

/// Recorded answer to a function ARN of another account: 403, and no message at all.
pub(crate) fn other_account() -> AwsError {
    AwsError::without_message(StatusCode::FORBIDDEN, "AccessDeniedException")
}

/// Recorded answer to `…:function:foo:1` with `Qualifier=2`.
pub(crate) fn qualifiers_differ() -> AwsError {
    invalid_parameter(
        "The derived qualifier from the function name does not match the specified qualifier.",
    )
}

/// Recorded answer (sic).
pub(crate) fn function_exists(name: &str) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!("Function already exist: {name}"),
    )
}

/// Recorded answers of AddPermission: what could be an alias is one that is missing.
pub(crate) fn qualifier_not_found(arn: &str, qualifier: &str) -> AwsError {
    let number = qualifier.bytes().all(|byte| byte.is_ascii_digit());
    match number || qualifier.contains('$') {
        true => function_not_found(arn),
        false => alias_not_found(arn),
    }
}

/// Recorded answer to a name of more than 64 characters.
pub(crate) fn name_too_long(name: &str) -> AwsError {
    invalid_parameter(format!(
        "1 validation error detected: Value '{name}' at 'functionName' failed to satisfy \
         constraint: Member must have length less than or equal to 64"
    ))
}
