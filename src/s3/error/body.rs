//! Errors of bodies, their lengths and digests, letter for letter; sources as in `error.rs`.

use http::StatusCode;

use super::{bad_request, invalid_request};
use crate::aws::error::AwsError;

/// Docs.
pub(in crate::s3) fn missing_content_length() -> AwsError {
    AwsError::new(
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
        "You must provide the Content-Length HTTP header.",
    )
}

/// Docs.
pub(in crate::s3) fn incomplete_body() -> AwsError {
    bad_request(
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
}

/// Docs: an aws-chunked body whose chunks are none.
pub(in crate::s3) fn invalid_chunk() -> AwsError {
    bad_request("IncompleteBody", "The request body terminated unexpectedly")
}

/// Docs.
pub(in crate::s3) fn request_timeout() -> AwsError {
    bad_request(
        "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period.",
    )
}

/// Recorded.
pub(in crate::s3) fn entity_too_large(bytes: u64, bytes_max: u64) -> AwsError {
    bad_request(
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
    )
    .with_field("ProposedSize", bytes.to_string())
    .with_field("MaxSizeAllowed", bytes_max.to_string())
}

/// Recorded.
pub(in crate::s3) fn invalid_digest(content_md5: &str) -> AwsError {
    bad_request(
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
    )
    .with_field("Content-MD5", content_md5)
}

/// Recorded: the expected digest in hexadecimal, the calculated one in base64.
pub(in crate::s3) fn content_md5_mismatch(expected_hex: &str, calculated_base64: &str) -> AwsError {
    bad_request(
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
    )
    .with_field("ExpectedDigest", expected_hex)
    .with_field("CalculatedDigest", calculated_base64)
}

/// Docs ("Authenticating requests: the x-amz-content-sha256 header").
pub(in crate::s3) fn content_sha256_mismatch(client: &str, computed: &str) -> AwsError {
    bad_request(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
    .with_field("ClientComputedContentSHA256", client)
    .with_field("S3ComputedContentSHA256", computed)
}

/// Recorded.
pub(in crate::s3) fn checksum_mismatch(algorithm: &str) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "BadDigest",
        format!("The {algorithm} you specified did not match the calculated checksum."),
    )
}

/// Recorded.
pub(in crate::s3) fn invalid_checksum_header(header: &str) -> AwsError {
    invalid_request(format!("Value for {header} header is invalid."))
}

/// Recorded.
pub(in crate::s3) fn several_checksum_headers() -> AwsError {
    invalid_request(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    )
}

/// Recorded.
pub(in crate::s3) fn unsupported_checksum_algorithm() -> AwsError {
    invalid_request(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
         [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    )
}

/// Recorded.
pub(in crate::s3) fn checksum_type_mismatch(expected: &str, actual: &str) -> AwsError {
    invalid_request(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {actual}"
    ))
}

/// User guide, "Checking object integrity".
pub(in crate::s3) fn checksum_announced_but_missing() -> AwsError {
    invalid_request(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or \
         x-amz-trailer headers were found.",
    )
}

/// Docs: a trailer was announced that never came.
pub(in crate::s3) fn malformed_trailer() -> AwsError {
    bad_request(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )
}

/// DeleteObjects' page: a digest of the body is required.
pub(in crate::s3) fn missing_body_digest() -> AwsError {
    invalid_request("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
}
