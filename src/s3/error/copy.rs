//! Errors of copies and their sources, letter for letter; sources as in `error.rs`.

use super::{invalid_argument, invalid_request};
use crate::aws::error::AwsError;

/// Recorded: the value is the header's name once more.
pub(in crate::s3) fn invalid_copy_source_key() -> AwsError {
    invalid_argument(
        "Invalid copy source object key",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a source whose bucket is no bucket's name.
pub(in crate::s3) fn invalid_copy_source_bucket() -> AwsError {
    invalid_argument(
        "Invalid copy source bucket name",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a source without a key.
pub(in crate::s3) fn copy_source_without_key() -> AwsError {
    invalid_argument(
        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
        "x-amz-copy-source",
        "x-amz-copy-source",
    )
}

/// AWS's text for a directive that is neither COPY nor REPLACE.
pub(in crate::s3) fn unknown_metadata_directive(value: &str) -> AwsError {
    invalid_argument(
        "Unknown metadata directive.",
        "x-amz-metadata-directive",
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn illegal_self_copy() -> AwsError {
    invalid_request(
        "This copy request is illegal because it is trying to copy an object to itself without \
         changing the object's metadata, storage class, website redirect location or encryption \
         attributes.",
    )
}

/// CopyObject's page: at most 5 GB in one copy.
pub(in crate::s3) fn copy_source_too_large(bytes_max: u64) -> AwsError {
    invalid_request(format!(
        "The specified copy source is larger than the maximum allowable size for a copy source: {bytes_max}"
    ))
}

/// Recorded.
pub(in crate::s3) fn malformed_copy_range(value: &str) -> AwsError {
    invalid_argument(
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and \
         last are the zero-based offsets of the first and last bytes to copy",
        "x-amz-copy-source-range",
        value,
    )
}

/// Recorded.
pub(in crate::s3) fn copy_range_beyond_source(value: &str, size: u64) -> AwsError {
    invalid_argument(
        format!("Range specified is not valid for source object of size: {size}"),
        "x-amz-copy-source-range",
        value,
    )
}
