//! GetBucketPolicyStatus: whether a bucket's policy is public.
//!
//! AWS: API_GetBucketPolicyStatus; user guide, "The meaning of public".

use crate::aws::error::AwsError;
use crate::s3::access::policy;
use crate::s3::access::public::is_policy_public;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;

use super::bucket_policy::stored;

pub(in crate::s3) fn get_bucket_policy_status(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let policy = policy::parse(&stored(bucket)?, &bucket.name)?;
    exchange.reply_body(Document::write("PolicyStatus", |xml| {
        xml.boolean("IsPublic", is_policy_public(&policy));
    }));
    Ok(())
}
