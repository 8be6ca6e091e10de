//! S3's errors, letter for letter, by what they are about; here those of whole requests. "Recorded"
//! means an answer of AWS of February 2026; "docs" the API reference's "Error responses".

pub(super) mod access;
pub(super) mod body;
pub(super) mod bucket;
pub(super) mod configuration;
pub(super) mod copy;
pub(super) mod directory;
pub(super) mod encryption;
pub(super) mod form;
pub(super) mod listing;
pub(super) mod multipart;
pub(super) mod notification;
pub(super) mod object;
pub(super) mod object_lock;
pub(super) mod select;
pub(super) mod update_encryption;

use std::borrow::Cow;

use http::{HeaderValue, StatusCode, header};

use crate::aws::error::AwsError;

fn bad_request(code: &'static str, message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::BAD_REQUEST, code, message)
}

/// InvalidRequest with a text of its own.
fn invalid_request(message: impl Into<Cow<'static, str>>) -> AwsError {
    bad_request("InvalidRequest", message)
}

/// InvalidArgument names the argument and shows its value (recorded).
fn invalid_argument(message: impl Into<Cow<'static, str>>, name: &str, value: &str) -> AwsError {
    bad_request("InvalidArgument", message)
        .with_field("ArgumentName", name)
        .with_field("ArgumentValue", value)
}

/// Recorded. For whatever S3 can do and this server cannot yet.
pub(super) fn not_implemented() -> AwsError {
    AwsError::new(
        StatusCode::NOT_IMPLEMENTED,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
    )
}

/// Recorded with `Header`.
pub(super) fn header_not_implemented(header: &str) -> AwsError {
    not_implemented().with_field("Header", header)
}

/// Recorded, for If-Match and If-None-Match values that writes do not accept.
pub(super) fn condition_not_implemented(header: &str) -> AwsError {
    header_not_implemented(header).with_field(
        "additionalMessage",
        format!("We don't accept the provided value of {header} header for this API"),
    )
}

/// Recorded; the Allow header is in the docs.
pub(super) fn method_not_allowed(method: &str, resource: &str, allow: &str) -> AwsError {
    let error = AwsError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    )
    .with_field("Method", method)
    .with_field("ResourceType", resource);
    match HeaderValue::from_str(allow) {
        Ok(allow) => error.with_header(header::ALLOW, allow),
        Err(_) => error,
    }
}

/// Docs.
pub(super) fn access_denied() -> AwsError {
    access_denied_because("Access Denied")
}

/// AccessDenied with a text of its own.
fn access_denied_because(message: impl Into<Cow<'static, str>>) -> AwsError {
    AwsError::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

/// Docs.
pub(super) fn invalid_uri() -> AwsError {
    bad_request("InvalidURI", "Couldn't parse the specified URI.")
}

/// Recorded.
pub(super) fn malformed_xml() -> AwsError {
    bad_request(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

/// Docs.
pub(super) fn missing_request_body() -> AwsError {
    bad_request("MissingRequestBodyError", "Request Body is empty")
}

/// Docs. Only a bug of ours, or a full disk, ends here.
pub(super) fn internal(cause: Box<dyn std::error::Error + Send + Sync>) -> AwsError {
    AwsError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "We encountered an internal error. Please try again.",
    )
    .with_cause(cause)
}

/// Recorded, with the wrong id in brackets.
pub(super) fn invalid_expected_bucket_owner(value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidBucketOwnerAWSAccountID",
        format!(
            "The value of the expected bucket owner parameter must be an AWS Account ID... [{value}]"
        ),
    )
}

/// What s3s refuses by itself and nothing of ours refused before: its code with our status.
pub(super) fn refused_by_parser(status: StatusCode, code: String, message: String) -> AwsError {
    AwsError::new(status, code, message)
}

/// Recorded, for response-* parameters of unsigned requests.
pub(super) fn anonymous_response_headers() -> AwsError {
    invalid_request("Request specific response headers cannot be used for anonymous GET requests.")
}

/// Recorded.
pub(super) fn response_header_not_latin(name: &str, value: &str) -> AwsError {
    invalid_argument(
        "Header value cannot be represented using ISO-8859-1.",
        name,
        value,
    )
}

/// Docs ("Object metadata": 2 KB of names and values).
pub(super) fn metadata_too_large(bytes: usize, bytes_max: usize) -> AwsError {
    bad_request(
        "MetadataTooLarge",
        "Your metadata headers exceed the maximum allowed metadata size",
    )
    .with_field("Size", bytes.to_string())
    .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded.
pub(super) fn invalid_storage_class(value: &str) -> AwsError {
    bad_request(
        "InvalidStorageClass",
        "The storage class you specified is not valid",
    )
    .with_field("StorageClassRequested", value)
}

/// Recorded.
pub(super) fn invalid_object_ownership(value: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "InvalidArgument",
        format!("Invalid x-amz-object-ownership header: {value}"),
    )
    .with_field("ArgumentName", "x-amz-object-ownership")
}
