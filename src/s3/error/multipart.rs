//! Errors of multipart uploads, letter for letter; sources as in `error.rs`.

use http::StatusCode;

use super::{bad_request, invalid_argument, invalid_request};
use crate::aws::error::AwsError;

/// Recorded.
pub(in crate::s3) fn no_such_upload(upload_id: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have \
         been aborted or completed.",
    )
    .with_field("UploadId", upload_id)
}

/// Recorded.
pub(in crate::s3) fn part_number_out_of_range(value: &str) -> AwsError {
    invalid_argument(
        "Part number must be an integer between 1 and 10000, inclusive",
        "partNumber",
        value,
    )
}

/// AWS's text for `partNumber` without `uploadId`.
pub(in crate::s3) fn part_number_without_upload(value: &str) -> AwsError {
    invalid_argument(
        "This operation does not accept partNumber without uploadId",
        "partNumber",
        value,
    )
}

/// For `uploadId` without `partNumber`, which no PUT accepts.
pub(in crate::s3) fn upload_without_part_number(value: &str) -> AwsError {
    invalid_argument("Missing required parameter partNumber", "uploadId", value)
}

/// Recorded.
pub(in crate::s3) fn invalid_part(upload_id: &str, part_number: i32, etag: &str) -> AwsError {
    bad_request(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been \
         uploaded, or the specified entity tag may not match the part's entity tag.",
    )
    .with_field("UploadId", upload_id)
    .with_field("PartNumber", part_number.to_string())
    .with_field("ETag", etag)
}

/// Recorded.
pub(in crate::s3) fn invalid_part_order(upload_id: &str) -> AwsError {
    bad_request(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
    )
    .with_field("UploadId", upload_id)
}

/// Recorded.
pub(in crate::s3) fn entity_too_small(
    bytes: u64,
    bytes_min: u64,
    part_number: i32,
    etag: &str,
) -> AwsError {
    bad_request(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    .with_field("ProposedSize", bytes.to_string())
    .with_field("MinSizeAllowed", bytes_min.to_string())
    .with_field("PartNumber", part_number.to_string())
    .with_field("ETag", etag)
}

/// Recorded.
pub(in crate::s3) fn no_parts() -> AwsError {
    invalid_request("You must specify at least one part")
}

/// Recorded.
pub(in crate::s3) fn checksum_type_not_for_algorithm(kind: &str, algorithm: &str) -> AwsError {
    invalid_request(format!(
        "The {kind} checksum type cannot be used with the {algorithm} checksum algorithm."
    ))
}

/// Recorded.
pub(in crate::s3) fn checksum_type_without_algorithm() -> AwsError {
    invalid_request(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    )
}

/// Recorded.
pub(in crate::s3) fn part_checksum_missing(algorithm: &str, part_number: i32) -> AwsError {
    invalid_request(format!(
        "The upload was created using a {algorithm} checksum. The complete request must include \
         the checksum for each part. It was missing for part {part_number} in the request."
    ))
}

/// Recorded.
pub(in crate::s3) fn part_checksum_mismatch(algorithm: &str, part_number: i32) -> AwsError {
    AwsError::new(
        StatusCode::BAD_REQUEST,
        "BadDigest",
        format!(
            "The {algorithm} you specified for part {part_number} did not match what we received."
        ),
    )
}

/// Recorded; `null` for an upload without a checksum of its own.
pub(in crate::s3) fn checksum_mode_mismatch(kind: &str) -> AwsError {
    invalid_request(format!(
        "The upload was created using the {kind} checksum mode. The complete request must use the \
         same checksum mode."
    ))
}

/// Recorded.
pub(in crate::s3) fn object_size_mismatch(claimed: i64, computed: u64) -> AwsError {
    invalid_request(format!(
        "The provided 'x-amz-mp-object-size' header value {claimed} does not match what was \
         computed: {computed}"
    ))
}

/// Recorded.
pub(in crate::s3) fn invalid_upload_id_marker(value: &str) -> AwsError {
    invalid_argument("Invalid uploadId marker", "upload-id-marker", value)
}
