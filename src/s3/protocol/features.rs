//! Refuses requests whose headers ask for what this server does not do, instead of ignoring them.

use http::HeaderMap;

use crate::aws::error::AwsError;
use crate::s3::error;

/// Headers whose mere presence asks for something that is not there yet.
const LATER: &[&str] = &[
    "x-amz-checksum-md5",
    "x-amz-checksum-sha512",
    "x-amz-checksum-xxhash128",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash64",
    "x-amz-if-match-last-modified-time",
    "x-amz-if-match-size",
    "x-amz-mfa",
    "x-amz-object-lock-event-hold",
    "x-amz-object-lock-event-hold-duration-days",
    "x-amz-object-lock-event-hold-duration-years",
    "x-amz-write-offset-bytes",
];

/// Headers with the values that change nothing and are accepted.
const ONLY: &[(&str, &[&str])] = &[
    ("x-amz-bucket-namespace", &["global"]),
    (
        "x-amz-bucket-object-lock-enabled",
        &["true", "True", "false", "False"],
    ),
    (
        "x-amz-object-ownership",
        &[
            "BucketOwnerEnforced",
            "BucketOwnerPreferred",
            "ObjectWriter",
        ],
    ),
];

/// Operations that choose an encryption. All others refuse to hear of one (AWS's answers to UploadPart,
/// CompleteMultipartUpload and listings; API_GetObject).
const ENCRYPTING: &[&str] = &[
    "CopyObject",
    "CreateMultipartUpload",
    "CreateSession",
    "PostObject",
    "PutObject",
];

/// NotImplemented for what S3 has, AWS's own error for what nobody has.
pub(super) fn check(operation: &'static str, headers: &HeaderMap) -> Result<(), AwsError> {
    if let Some(method) = headers.get("x-amz-server-side-encryption")
        && !ENCRYPTING.contains(&operation)
    {
        let method = method.to_str().unwrap_or_default();
        return Err(error::encryption::method_not_supported_here(method));
    }
    for (header, accepted) in ONLY {
        for value in headers.get_all(*header) {
            let value = value.to_str().unwrap_or_default();
            if !accepted.contains(&value) {
                return Err(unaccepted(header, value));
            }
        }
    }
    match LATER.iter().find(|header| headers.contains_key(**header)) {
        Some(header) => Err(error::header_not_implemented(header)),
        None => Ok(()),
    }
}

fn unaccepted(header: &str, value: &str) -> AwsError {
    match header {
        "x-amz-object-ownership" => error::invalid_object_ownership(value),
        _ => error::header_not_implemented(header),
    }
}
