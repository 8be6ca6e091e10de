//! GetBucketTagging, PutBucketTagging, DeleteBucketTagging: the tags of a bucket.
//!
//! AWS: API_PutBucketTagging. Errors in order: schema, then tag by tag (recorded).

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, one};
use crate::s3::{error, tags};

pub(super) const TAGGING: Configuration = Configuration {
    subject: Subject::Tagging,
    root: "Tagging",
    shapes: &[one("TagSet", Kind::Nest(tags::TAG_SET))],
};

pub(in crate::s3) fn get_bucket_tagging(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    TAGGING.show(exchange, bucket, error::configuration::no_such_tag_set)
}

/// An empty set takes all tags away.
pub(in crate::s3) fn put_bucket_tagging(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let tagging = TAGGING.read(exchange)?;
    let set = tagging.child("TagSet").map_or(&[][..], |set| &set.children);
    tags::check(set, error::configuration::system_tag)?;
    let tagging = (!set.is_empty()).then_some(tagging);
    bucket.configure(Subject::Tagging, "", tagging)?;
    exchange.reply_status(StatusCode::NO_CONTENT);
    Ok(())
}

pub(in crate::s3) fn delete_bucket_tagging(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    TAGGING.delete(exchange, bucket)
}
