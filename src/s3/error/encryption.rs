//! Errors of server-side encryption, letter for letter. "Recorded", "docs" and "AWS's text" as in the
//! room's own file.

use http::StatusCode;

use super::access::not_authorized;
use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

const METHOD: &str = "x-amz-server-side-encryption";

/// InvalidArgument that names no value (recorded for several of these).
fn wrong_argument(message: &'static str) -> AwsError {
    bad_request("InvalidArgument", message).with_field("ArgumentName", METHOD)
}

/// AWS's text.
pub(in crate::s3) fn unknown_method(value: &str) -> AwsError {
    invalid_argument(
        "The encryption method specified is not supported",
        METHOD,
        value,
    )
}

/// AWS's text, for operations that choose no encryption.
pub(in crate::s3) fn method_not_supported_here(value: &str) -> AwsError {
    invalid_argument(
        "x-amz-server-side-encryption header is not supported for this operation.",
        METHOD,
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn methods_together(value: &str) -> AwsError {
    invalid_argument(
        "Server Side Encryption with Customer provided key is incompatible with the encryption \
         method specified",
        METHOD,
        value,
    )
}

/// AWS's text.
pub(in crate::s3) fn kms_headers_without_kms() -> AwsError {
    wrong_argument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header \
         x-amz-server-side-encryption : aws:kms",
    )
}

/// AWS's text.
pub(in crate::s3) fn kms_without_signature() -> AwsError {
    invalid_argument(
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature \
         Version 4.",
        "Authorization",
        "null",
    )
}

/// AWS's text; that the argument is named is an inference.
pub(in crate::s3) fn invalid_context(value: &str) -> AwsError {
    invalid_argument(
        "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string \
         holding JSON which represents a string-string map",
        "x-amz-server-side-encryption-context",
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_key_id(name: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "KMS.NotFoundException",
        format!("Invalid keyId '{name}'"),
    )
}

/// AWS's text.
pub(in crate::s3) fn key_of_another_region(region: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "KMS.NotFoundException",
        format!("Invalid arn {region}"),
    )
}

/// Recorded, with the wrong algorithm as value.
pub(in crate::s3) fn invalid_customer_algorithm(value: &str) -> AwsError {
    bad_request(
        "InvalidEncryptionAlgorithmError",
        "The Encryption request you specified is not valid. Supported value: AES256.",
    )
    .with_field("ArgumentName", METHOD)
    .with_field("ArgumentValue", value)
}

/// Recorded.
pub(in crate::s3) fn no_customer_algorithm() -> AwsError {
    wrong_argument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide a valid \
         encryption algorithm.",
    )
}

/// Recorded.
pub(in crate::s3) fn no_customer_key() -> AwsError {
    wrong_argument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide an \
         appropriate secret key.",
    )
}

/// AWS's text.
pub(in crate::s3) fn no_customer_key_md5() -> AwsError {
    wrong_argument(
        "Requests specifying Server Side Encryption with Customer provided keys must provide the \
         client calculated MD5 of the secret key.",
    )
}

/// AWS's text.
pub(in crate::s3) fn customer_key_md5_mismatch() -> AwsError {
    wrong_argument("The calculated MD5 hash of the key did not match the hash that was provided.")
}

/// Recorded.
pub(in crate::s3) fn invalid_customer_key() -> AwsError {
    wrong_argument("The secret key was invalid for the specified algorithm.")
}

/// Recorded.
pub(in crate::s3) fn wrong_customer_key() -> AwsError {
    AwsError::new(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Requests specifying Server Side Encryption with Customer provided keys must provide the \
         correct secret key.",
    )
}

/// Recorded.
pub(in crate::s3) fn customer_key_needed() -> AwsError {
    invalid_request(
        "The object was stored using a form of Server Side Encryption. The correct parameters must \
         be provided to retrieve the object.",
    )
}

/// Recorded.
pub(in crate::s3) fn customer_key_not_applicable() -> AwsError {
    invalid_request("The encryption parameters are not applicable to this object.")
}

/// Recorded.
pub(in crate::s3) fn upload_began_with_encryption() -> AwsError {
    invalid_request(
        "The multipart upload initiate requested encryption. Subsequent part requests must include \
         the appropriate encryption parameters.",
    )
}

/// Recorded.
pub(in crate::s3) fn customer_key_is_not_the_uploads() -> AwsError {
    invalid_request("The provided encryption parameters did not match the ones used originally.")
}

/// Docs ("Troubleshoot access denied (403 Forbidden) errors in Amazon S3").
pub(in crate::s3) fn customer_keys_blocked(
    arn: &str,
    operation: &str,
    bucket: &str,
    key: &str,
) -> AwsError {
    not_authorized(
        arn,
        &format!("s3:{operation}"),
        &format!("arn:aws:s3:::{bucket}/{key}"),
        "because this bucket has blocked upload requests that specify Server Side Encryption with \
         Customer provided keys (SSE-C). Please specify a different server-side encryption type",
    )
}
