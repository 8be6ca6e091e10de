//! Errors about permissions and ACLs, letter for letter; sources as in `error.rs`.

use http::StatusCode;

use super::{bad_request, invalid_argument};
use crate::aws::error::AwsError;

/// AWS's text within one account, with the reason at its end.
pub(super) fn not_authorized(arn: &str, action: &str, resource: &str, why: &str) -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        format!(
            "User: {arn} is not authorized to perform: {action} on resource: \"{resource}\" {why}"
        ),
    )
}

/// User guide, "Troubleshoot access denied (403 Forbidden) errors": within one account.
pub(in crate::s3) fn explicit_deny(arn: &str, action: &str, resource: &str) -> AwsError {
    let why = "with an explicit deny in a resource-based policy";
    not_authorized(arn, action, resource, why)
}

/// AWS's text, within one account.
pub(in crate::s3) fn public_policy_blocked(arn: &str, bucket: &str) -> AwsError {
    not_authorized(
        arn,
        "s3:PutBucketPolicy",
        &format!("arn:aws:s3:::{bucket}"),
        "because public policies are blocked by the BlockPublicPolicy block public access setting.",
    )
}

/// AWS's text, within one account.
pub(in crate::s3) fn public_acl_blocked(arn: &str, action: &str, resource: &str) -> AwsError {
    let why = "because public access control lists (ACLs) are blocked by the BlockPublicAcls block \
               public access setting.";
    not_authorized(arn, action, resource, why)
}

/// AWS's text.
pub(in crate::s3) fn acl_with_enforced_ownership() -> AwsError {
    bad_request(
        "InvalidBucketAclWithObjectOwnership",
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )
}

/// AWS's text.
pub(in crate::s3) fn public_acl_on_new_bucket() -> AwsError {
    bad_request(
        "InvalidBucketAclWithBlockPublicAccessError",
        "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
    )
}

/// Docs: the text is that of MalformedXML.
pub(in crate::s3) fn malformed_acl() -> AwsError {
    bad_request(
        "MalformedACLError",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

/// AWS's text.
pub(in crate::s3) fn canned_acl_with_grants() -> AwsError {
    bad_request(
        "InvalidRequest",
        "Specifying both Canned ACLs and Header Grants is not allowed",
    )
}

/// AWS's text, for an ACL in the headers and in the document.
pub(in crate::s3) fn acl_twice() -> AwsError {
    bad_request("UnexpectedContent", "This request does not support content")
}

/// AWS writes no message.
pub(in crate::s3) fn unknown_canned_acl(name: &str) -> AwsError {
    AwsError::without_message(StatusCode::BAD_REQUEST, "InvalidArgument")
        .with_field("ArgumentName", "x-amz-acl")
        .with_field("ArgumentValue", name)
}

/// AWS's text.
pub(in crate::s3) fn grant_not_recognized(header: &str, value: &str) -> AwsError {
    invalid_argument("Argument format not recognized", header, value)
}

/// AWS's text; public suite.
pub(in crate::s3) fn invalid_canonical_id(argument: &str, id: &str) -> AwsError {
    invalid_argument("Invalid id", argument, id)
}

/// AWS's text.
pub(in crate::s3) fn invalid_group(argument: &str, uri: &str) -> AwsError {
    invalid_argument("Invalid group uri", argument, uri)
}

/// API_PutBucketAcl: email grantees are refused with 405 since October 2025.
pub(in crate::s3) fn email_grantee() -> AwsError {
    AwsError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    )
}
