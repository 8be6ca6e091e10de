//! GetBucketAccelerateConfiguration, PutBucketAccelerateConfiguration: kept and shown; there is no
//! distance here to shorten.
//!
//! AWS: API_PutBucketAccelerateConfiguration. Errors in order: dots in the name, schema.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, one};

const ACCELERATE: Configuration = Configuration {
    subject: Subject::Accelerate,
    root: "AccelerateConfiguration",
    shapes: &[one("Status", Kind::OneOf(&["Enabled", "Suspended"]))],
};

pub(in crate::s3) fn get_bucket_accelerate_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ACCELERATE.show_or_empty(exchange, bucket);
    Ok(())
}

pub(in crate::s3) fn put_bucket_accelerate_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    if bucket.name.contains('.') {
        return Err(error::configuration::refused(
            "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
        ));
    }
    ACCELERATE.keep(bucket, ACCELERATE.read(exchange)?)
}
