//! Errors of UpdateObjectEncryption, letter for letter as its page has them.

use http::StatusCode;

use super::invalid_request;
use crate::aws::error::AwsError;

fn denied(message: &'static str) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

pub(in crate::s3) fn without_signature() -> AwsError {
    invalid_request(
        "Requests that modify an object encryption configuration require AWS Signature Version 4. \
         Modify the request to use AWS Signature Version 4, and then try again.",
    )
}

pub(in crate::s3) fn no_new_type() -> AwsError {
    invalid_request(
        "Requests that modify an object encryption configuration require a valid new encryption \
         type. Valid values are SSEKMS. Modify the request to specify SSE-KMS for the updated \
         encryption type, and then try again.",
    )
}

pub(in crate::s3) fn no_key_arn() -> AwsError {
    invalid_request(
        "Requests that modify an object's encryption type to SSE-KMS require an AWS KMS key Amazon \
         Resource Name (ARN). Modify the request to specify a KMS key ARN, and then try again.",
    )
}

pub(in crate::s3) fn invalid_key_arn() -> AwsError {
    invalid_request(
        "Requests that modify an object's encryption type to SSE-KMS require a valid AWS KMS key \
         Amazon Resource Name (ARN). Confirm that you have a correctly formatted KMS key ARN in your \
         request, and then try again.",
    )
}

pub(in crate::s3) fn invalid_bucket_key() -> AwsError {
    invalid_request(
        "The BucketKeyEnabled value isn't valid. Valid values are true or false. Modify the request \
         to specify a valid value, and then try again.",
    )
}

pub(in crate::s3) fn unsupported_source() -> AwsError {
    invalid_request(
        "The UpdateObjectEncryption operation doesn't support source objects with the encryption \
         type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
    )
}

pub(in crate::s3) fn key_of_another_account() -> AwsError {
    denied(
        "The AWS KMS key in the request must be owned by the same account as the bucket. Modify the \
         request to specify a KMS key from the same account, and then try again.",
    )
}

pub(in crate::s3) fn object_is_locked() -> AwsError {
    denied(
        "The encryption type for the specified object can\u{2019}t be updated because that object is \
         protected by S3 Object Lock. If the object has a governance-mode retention period or a legal \
         hold, you must first remove the Object Lock status on the object before you issue your \
         UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation with \
         objects that have an Object Lock compliance mode retention period applied to them.",
    )
}
