//! What Lambda says about versions and revisions of functions.

use http::StatusCode;

use crate::aws::error::AwsError;

use super::wording::{invalid_parameter, user};

/// Recorded answer to a RevisionId that is not the latest.
pub(crate) fn revision_differs() -> AwsError {
    user(
        StatusCode::PRECONDITION_FAILED,
        "PreconditionFailedException",
        "The Revision Id provided does not match the latest Revision Id. Call the \
         GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
}

/// Recorded answer to PublishVersion with the CodeSha256 of another package.
pub(crate) fn code_differs(given: &str, current: &str) -> AwsError {
    invalid_parameter(format!(
        "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). Please \
         try again with the CodeSHA256 in $LATEST."
    ))
}

/// Recorded answer.
pub(crate) fn latest_not_deletable() -> AwsError {
    invalid_parameter("$LATEST version cannot be deleted without deleting the function.")
}

/// A change that names a published version, which never changes. Recorded for other settings that
/// only a function has.
pub(crate) fn version_not_changeable() -> AwsError {
    invalid_parameter(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support \
         this operation. Please specify either a function name or an unqualified function ARN.",
    )
}

/// Recorded answer to DeleteFunction with a qualifier that is no version.
pub(crate) fn alias_not_deletable() -> AwsError {
    invalid_parameter("Deletion of aliases is not currently supported.")
}

/// AWS's text, as users report it.
pub(crate) fn version_has_aliases(names: &[&str]) -> AwsError {
    user(
        StatusCode::CONFLICT,
        "ResourceConflictException",
        format!(
            "Unable to delete version because the following aliases reference it: [{}]",
            names.join(", ")
        ),
    )
}
