//! ListBuckets: the caller's general purpose buckets, by name.
//!
//! AWS: API_ListBuckets, with prefix, region and pages.

use http::StatusCode;
use http::header::LOCATION;
use s3s::dto::{ListBucketsInput, ListBucketsOutput};

use crate::aws::error::AwsError;
use crate::aws::policy::principal::Principal;
use crate::s3::document::Document;
use crate::s3::exchange::Exchange;
use crate::s3::token;

/// Buckets in one answer when nobody says otherwise (API_ListBuckets).
const BUCKETS_MAX: usize = 10_000;

pub(in crate::s3) fn list_buckets(
    exchange: &Exchange,
    input: ListBucketsInput,
) -> Result<ListBucketsOutput, AwsError> {
    // AWS shows whoever has no credentials to a page about S3.
    if exchange.principal() == Principal::Anonymous {
        exchange.reply_status(StatusCode::TEMPORARY_REDIRECT);
        exchange.reply_header(LOCATION, "https://aws.amazon.com/s3/");
        return Ok(ListBucketsOutput::default());
    }
    let after = match &input.continuation_token {
        Some(token) => Some(token::read(token)?),
        None => None,
    };
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let max = input.max_buckets.map_or(BUCKETS_MAX, |max| max as usize);
    let detailed = input.max_buckets.is_some()
        || input.continuation_token.is_some()
        || input.prefix.is_some()
        || input.bucket_region.is_some();
    let mut buckets = exchange.buckets.owned_by(exchange.account(), false);
    buckets.retain(|bucket| {
        bucket.name.starts_with(prefix)
            && after.as_deref().is_none_or(|after| *bucket.name > *after)
            && input
                .bucket_region
                .as_deref()
                .is_none_or(|region| bucket.region.as_str() == region)
    });
    let truncated = buckets.len() > max;
    buckets.truncate(max);
    let document = Document::write("ListAllMyBucketsResult", |xml| {
        xml.owner(exchange.account());
        xml.nest("Buckets", |xml| {
            for bucket in &buckets {
                xml.nest("Bucket", |xml| {
                    xml.text("Name", &bucket.name);
                    xml.moment("CreationDate", bucket.created);
                    if detailed {
                        xml.text("BucketRegion", bucket.region.as_str());
                        xml.text("BucketArn", &bucket.arn());
                    }
                });
            }
        });
        if let (true, Some(last)) = (truncated, buckets.last()) {
            xml.text("ContinuationToken", &token::write(&last.name));
        }
        xml.optional("Prefix", input.prefix.as_deref());
    });
    exchange.reply_body(document);
    Ok(ListBucketsOutput::default())
}
