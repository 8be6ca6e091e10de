//! DeleteBucket: removes a bucket that holds no object.
//!
//! AWS: API_DeleteBucket. Uploads in progress go with it. Errors in order: the bucket, its owner,
//! BucketNotEmpty.

use s3s::dto::{DeleteBucketInput, DeleteBucketOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;

pub(in crate::s3) fn delete_bucket(
    exchange: &Exchange,
    input: DeleteBucketInput,
) -> Result<DeleteBucketOutput, AwsError> {
    exchange.bucket(&input.bucket)?;
    exchange.buckets.delete(&input.bucket)?;
    Ok(DeleteBucketOutput::default())
}
