//! AbortMultipartUpload: ends an upload and frees its parts.
//!
//! AWS: API_AbortMultipartUpload. Errors in order: bucket, upload.

use s3s::dto::{AbortMultipartUploadInput, AbortMultipartUploadOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;

pub(in crate::s3) fn abort_multipart_upload(
    exchange: &Exchange,
    input: AbortMultipartUploadInput,
) -> Result<AbortMultipartUploadOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    bucket.abort_upload(&input.key, &input.upload_id)?;
    Ok(AbortMultipartUploadOutput::default())
}
