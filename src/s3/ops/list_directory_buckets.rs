//! ListDirectoryBuckets: the caller's directory buckets, by name.
//!
//! AWS: API_ListDirectoryBuckets. Errors in order: credentials, numbers, token.

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::s3::document::Document;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::token;

/// Buckets in one answer at most (API_ListDirectoryBuckets, max-directory-buckets).
const BUCKETS_MAX: usize = 1000;

pub(in crate::s3) fn list_directory_buckets(exchange: &Exchange, _: &str) -> Result<(), AwsError> {
    if exchange.principal() == Principal::Anonymous {
        return Err(error::access_denied());
    }
    let max = exchange.query.get("max-directory-buckets");
    let max = max.and_then(|max| max.parse().ok()).unwrap_or(BUCKETS_MAX);
    let token = exchange.query.get("continuation-token");
    let after = token.map(token::read).transpose()?;
    let mut buckets = exchange.buckets.owned_by(exchange.account(), true);
    let region = &exchange.context.scope().region;
    buckets.retain(|bucket| {
        bucket.region == *region && after.as_deref().is_none_or(|after| *bucket.name > *after)
    });
    let truncated = buckets.len() > max;
    buckets.truncate(max);
    exchange.reply_body(Document::write("ListAllMyDirectoryBucketsResult", |xml| {
        xml.nest("Buckets", |xml| {
            for bucket in &buckets {
                xml.nest("Bucket", |xml| {
                    xml.text("Name", &bucket.name);
                    xml.moment("CreationDate", bucket.created);
                    xml.text("BucketArn", &bucket.arn());
                });
            }
        });
        if let (true, Some(last)) = (truncated, buckets.last()) {
            xml.text("ContinuationToken", &token::write(&last.name));
        }
    }));
    Ok(())
}
