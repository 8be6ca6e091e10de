//! HeadBucket: whether a bucket is there, and where.
//!
//! AWS: API_HeadBucket. Errors in order: the bucket, its owner; without a body.

use http::header::CONTENT_TYPE;
use s3s::dto::{HeadBucketInput, HeadBucketOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::objects::kind::Kind;

pub(in crate::s3) fn head_bucket(
    exchange: &Exchange,
    input: HeadBucketInput,
) -> Result<HeadBucketOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    exchange.reply_header(CONTENT_TYPE, "application/xml");
    exchange.reply_amz("x-amz-bucket-region", bucket.region.as_str());
    exchange.reply_amz("x-amz-bucket-arn", &bucket.arn());
    if let Kind::Directory(zone) = bucket.kind() {
        exchange.reply_amz("x-amz-bucket-location-type", zone.location_type());
        exchange.reply_amz("x-amz-bucket-location-name", zone.id);
    }
    exchange.reply_amz("x-amz-access-point-alias", "false");
    Ok(HeadBucketOutput::default())
}
