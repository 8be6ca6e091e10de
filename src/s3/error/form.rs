//! Errors of browsers' forms and their policies. "Recorded" and "docs" as in the room's own file; the
//! other texts are those that AWS's users quote.

use std::borrow::Cow;

use http::StatusCode;

use super::object::precondition_failed;
use super::{access_denied_because, bad_request, invalid_argument};
use crate::aws::error::AwsError;

/// Docs: the body is no form, or ends inside one.
pub(in crate::s3) fn malformed_post_request() -> AwsError {
    bad_request(
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
    )
}

/// Recorded, for a POST to a bucket that is no form.
pub(in crate::s3) fn post_is_not_a_form() -> AwsError {
    precondition_failed("Bucket POST must be of the enclosure-type multipart/form-data")
}

/// Recorded.
pub(in crate::s3) fn field_missing(name: &str) -> AwsError {
    let message = format!(
        "Bucket POST must contain a field named '{name}'.  If it is specified, please check the \
         order of the fields."
    );
    invalid_argument(message, name, "")
}

/// A policy that is none.
pub(in crate::s3) fn invalid_policy_document(problem: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidPolicyDocument",
        format!("Invalid Policy: {}", problem.into()),
    )
}

/// Recorded.
pub(in crate::s3) fn policy_expired() -> AwsError {
    access_denied_because("Invalid according to Policy: Policy expired.")
}

/// Recorded, with the condition as JSON.
pub(in crate::s3) fn policy_condition_failed(condition: &str) -> AwsError {
    access_denied_because(format!(
        "Invalid according to Policy: Policy Condition failed: {condition}"
    ))
}

/// A field that no condition of the policy names.
pub(in crate::s3) fn extra_input_field(name: &str) -> AwsError {
    access_denied_because(format!(
        "Invalid according to Policy: Extra input fields: {name}"
    ))
}

/// Recorded.
pub(in crate::s3) fn file_too_small(bytes: u64, bytes_min: u64) -> AwsError {
    bad_request(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .with_field("ProposedSize", bytes.to_string())
    .with_field("MinSizeAllowed", bytes_min.to_string())
}
