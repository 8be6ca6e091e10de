//! GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption: the default encryption, and whether
//! SSE-C is blocked.
//!
//! AWS: API_PutBucketEncryption. A bucket always answers a default, never an error (recorded). Since
//! April 2026 a new bucket blocks SSE-C, but for two regions (user guide, "Default SSE-C setting for
//! new buckets FAQ"); a configuration that does not speak of it changes nothing about it (AWS's
//! behaviour), and DeleteBucketEncryption restores what a new bucket has (an inference). The KMS key
//! is not checked here (API_PutBucketEncryption). Errors in order: schema, a key without KMS.

use std::sync::Arc;

use http::StatusCode;

use crate::aws::error::AwsError;
use crate::aws::identity::Region;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, maybe, one, some};

const ENCRYPTION: Configuration = Configuration {
    subject: Subject::Encryption,
    root: "ServerSideEncryptionConfiguration",
    shapes: &[one(
        "Rule",
        Kind::Nest(&[
            maybe(
                "ApplyServerSideEncryptionByDefault",
                Kind::Nest(&[
                    one(
                        "SSEAlgorithm",
                        Kind::OneOf(&["AES256", "aws:kms", "aws:kms:dsse"]),
                    ),
                    maybe("KMSMasterKeyID", Kind::Text),
                ]),
            ),
            maybe("BucketKeyEnabled", Kind::Boolean),
            maybe(
                "BlockedEncryptionTypes",
                Kind::Nest(&[some("EncryptionType", Kind::OneOf(&["NONE", "SSE-C"]))]),
            ),
        ]),
    )],
};

/// Regions whose new buckets still take SSE-C.
const TAKING_SSE_C: [&str; 2] = ["me-south-1", "me-central-1"];

/// What a bucket has that nobody configured.
pub(super) fn of_a_new_bucket(exchange: &Exchange, region: &Region) -> Element {
    let takes_sse_c =
        exchange.buckets.new_ones_take_sse_c || TAKING_SSE_C.contains(&region.as_str());
    rule(
        sse_s3(),
        "false",
        blocking(if takes_sse_c { "NONE" } else { "SSE-C" }),
    )
}

fn sse_s3() -> Element {
    let algorithm = Element::text("SSEAlgorithm", "AES256");
    Element::nest("ApplyServerSideEncryptionByDefault", vec![algorithm])
}

fn blocking(kind: &str) -> Element {
    let kind = Element::text("EncryptionType", kind);
    Element::nest("BlockedEncryptionTypes", vec![kind])
}

/// A whole configuration, as S3 writes it.
fn rule(default: Element, bucket_key: &str, blocked: Element) -> Element {
    let bucket_key = Element::text("BucketKeyEnabled", bucket_key);
    let rule = Element::nest("Rule", vec![default, bucket_key, blocked]);
    Element::nest(ENCRYPTION.root, vec![rule])
}

pub(in crate::s3) fn get_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let configuration = stored(exchange, bucket);
    exchange.reply_body(configuration.to_document());
    Ok(())
}

fn stored(exchange: &Exchange, bucket: &Bucket) -> Arc<Element> {
    let new = || Arc::new(of_a_new_bucket(exchange, &bucket.region));
    ENCRYPTION.stored(bucket).unwrap_or_else(new)
}

pub(in crate::s3) fn put_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = ENCRYPTION.read(exchange)?;
    let given = given.child("Rule").ok_or_else(error::malformed_xml)?;
    let default = given.child("ApplyServerSideEncryptionByDefault");
    let default = default.cloned().unwrap_or_else(sse_s3);
    if default.text_of("SSEAlgorithm") == Some("AES256")
        && default.child("KMSMasterKeyID").is_some()
    {
        return Err(error::configuration::kms_key_not_applicable());
    }
    let bucket_key = given.text_of("BucketKeyEnabled").unwrap_or("false");
    let before = stored(exchange, bucket);
    let before = before.child("Rule");
    let blocked = given
        .child("BlockedEncryptionTypes")
        .or_else(|| before?.child("BlockedEncryptionTypes"))
        .cloned();
    let blocked = blocked.unwrap_or_else(|| blocking("NONE"));
    ENCRYPTION.keep(bucket, rule(default, bucket_key, blocked))
}

/// Back to what a new bucket has.
pub(in crate::s3) fn delete_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ENCRYPTION.keep(bucket, of_a_new_bucket(exchange, &bucket.region))?;
    exchange.reply_status(StatusCode::NO_CONTENT);
    Ok(())
}
