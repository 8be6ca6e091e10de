//! GetBucketCors, PutBucketCors, DeleteBucketCors: which web pages may use a bucket.
//!
//! AWS: API_PutBucketCors. Preflights and answers obey the rules at once. Errors in order: schema,
//! number of rules, then rule by rule.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, any, maybe, some};

const CORS: Configuration = Configuration {
    subject: Subject::Cors,
    root: "CORSConfiguration",
    shapes: &[some(
        "CORSRule",
        Kind::Nest(&[
            maybe("ID", Kind::Text),
            some("AllowedOrigin", Kind::Text),
            some("AllowedMethod", Kind::Text),
            any("AllowedHeader", Kind::Text),
            maybe("MaxAgeSeconds", Kind::Integer),
            any("ExposeHeader", Kind::Text),
        ]),
    )],
};

/// API_PutBucketCors: up to 100 rules.
const RULES_MAX: usize = 100;
/// API_CORSRule, "Valid Values".
const METHODS: &[&str] = &["GET", "PUT", "HEAD", "POST", "DELETE"];

pub(in crate::s3) fn get_bucket_cors(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    CORS.show(exchange, bucket, error::configuration::no_such_cors)
}

pub(in crate::s3) fn put_bucket_cors(exchange: &Exchange, bucket: &Bucket) -> Result<(), AwsError> {
    let cors = CORS.read(exchange)?;
    if cors.children.len() > RULES_MAX {
        return Err(error::configuration::refused(format!(
            "The number of CORS rules should not exceed allowed limit of {RULES_MAX} rules."
        )));
    }
    cors.children.iter().try_for_each(check_rule)?;
    CORS.keep(bucket, cors)
}

fn check_rule(rule: &Element) -> Result<(), AwsError> {
    let unsupported = |method: &&Element| !METHODS.contains(&&*method.text);
    if let Some(method) = rule.all("AllowedMethod").find(unsupported) {
        return Err(error::configuration::refused(format!(
            "Found unsupported HTTP method in CORS config. Unsupported method is {}",
            method.text
        )));
    }
    for name in ["AllowedOrigin", "AllowedHeader"] {
        let has_several = |own: &&Element| own.text.matches('*').count() > 1;
        if let Some(own) = rule.all(name).find(has_several) {
            return Err(error::configuration::refused(format!(
                "{name} \"{}\" can not have more than one wildcard.",
                own.text
            )));
        }
    }
    if let Some(own) = rule.all("ExposeHeader").find(|own| own.text.contains('*')) {
        return Err(error::configuration::refused(format!(
            "ExposeHeader \"{}\" contains wildcard. We currently do not support wildcard for \
             ExposeHeader.",
            own.text
        )));
    }
    Ok(())
}

pub(in crate::s3) fn delete_bucket_cors(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    CORS.delete(exchange, bucket)
}
