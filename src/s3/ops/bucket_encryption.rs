//! GetBucketEncryption, PutBucketEncryption, DeleteBucketEncryption: the default encryption.
//!
//! AWS: API_PutBucketEncryption. A bucket without a configuration answers SSE-S3, never an error
//! (recorded). Left out: SSE-KMS defaults and blocked encryption types, which answer NotImplemented.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, any, maybe, one};

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
                Kind::Nest(&[any("EncryptionType", Kind::OneOf(&["NONE", "SSE-C"]))]),
            ),
        ]),
    )],
};

/// The one default that this server has: SSE-S3.
fn sse_s3(bucket_key: &str) -> Element {
    let algorithm = Element::text("SSEAlgorithm", "AES256");
    let default = Element::nest("ApplyServerSideEncryptionByDefault", vec![algorithm]);
    let bucket_key = Element::text("BucketKeyEnabled", bucket_key);
    Element::nest(
        ENCRYPTION.root,
        vec![Element::nest("Rule", vec![default, bucket_key])],
    )
}

pub(in crate::s3) fn get_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    exchange.reply_body(match ENCRYPTION.stored(bucket) {
        Some(stored) => stored.to_document(),
        None => sse_s3("false").to_document(),
    });
    Ok(())
}

pub(in crate::s3) fn put_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = ENCRYPTION.read(exchange)?;
    let rule = given.child("Rule").ok_or_else(error::malformed_xml)?;
    if let Some(default) = rule.child("ApplyServerSideEncryptionByDefault") {
        if default.text_of("SSEAlgorithm") != Some("AES256") {
            return Err(error::not_implemented());
        }
        if default.child("KMSMasterKeyID").is_some() {
            return Err(error::configuration::kms_key_not_applicable());
        }
    }
    if rule.child("BlockedEncryptionTypes").is_some() {
        return Err(error::not_implemented());
    }
    ENCRYPTION.keep(
        bucket,
        sse_s3(rule.text_of("BucketKeyEnabled").unwrap_or("false")),
    )
}

/// Back to what a new bucket has.
pub(in crate::s3) fn delete_bucket_encryption(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    ENCRYPTION.delete(exchange, bucket)
}
