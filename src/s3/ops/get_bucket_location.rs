//! GetBucketLocation: the region of a bucket.
//!
//! AWS: API_GetBucketLocation: us-east-1 is an empty element.

use s3s::dto::{GetBucketLocationInput, GetBucketLocationOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;

pub(in crate::s3) fn get_bucket_location(
    exchange: &Exchange,
    input: GetBucketLocationInput,
) -> Result<GetBucketLocationOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let region = match bucket.region.as_str() {
        "us-east-1" => "",
        region => region,
    };
    exchange.reply_body(Document::root_text("LocationConstraint", region));
    Ok(GetBucketLocationOutput::default())
}
