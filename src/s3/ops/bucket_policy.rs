//! GetBucketPolicy, PutBucketPolicy, DeleteBucketPolicy: a bucket's policy, kept as it came.
//!
//! AWS: API_PutBucketPolicy. Errors in order: the policy's own, then AccessDenied for a public one when BlockPublicPolicy is on.

use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::aws::error::AwsError;
use crate::s3::access::policy;
use crate::s3::access::public::is_policy_public;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;

pub(in crate::s3) fn get_bucket_policy(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    exchange.reply_body(stored(bucket)?);
    exchange.reply_header(CONTENT_TYPE, "application/json");
    Ok(())
}

/// The text of the policy.
pub(super) fn stored(bucket: &Bucket) -> Result<String, AwsError> {
    match bucket.configuration(Subject::Policy) {
        Some(policy) => Ok(policy.text.to_string()),
        None => Err(error::configuration::no_such_bucket_policy(&bucket.name)),
    }
}

pub(in crate::s3) fn put_bucket_policy(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let text = String::from_utf8_lossy(&exchange.document);
    let policy = policy::parse(&text, &bucket.name)?;
    if bucket.rules().block.public_policy && is_policy_public(&policy) {
        let principal = exchange.principal();
        return Err(match principal.arn() {
            Some(arn) if principal.is(&bucket.owner) => {
                error::access::public_policy_blocked(&arn, &bucket.name)
            }
            _ => error::access_denied(),
        });
    }
    bucket.configure(Subject::Policy, "", Some(Element::text("Policy", &text)))?;
    exchange.reply_status(StatusCode::NO_CONTENT);
    Ok(())
}

pub(in crate::s3) fn delete_bucket_policy(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    bucket.configure(Subject::Policy, "", None)?;
    exchange.reply_status(StatusCode::NO_CONTENT);
    Ok(())
}
