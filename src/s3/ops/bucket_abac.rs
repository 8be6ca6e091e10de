//! GetBucketAbac, PutBucketAbac: whether a bucket's tags decide about access.
//!
//! AWS: API_PutBucketAbac. They decide in no bucket; left out: enabling it answers NotImplemented.

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::schema::{self, Kind, Shape, maybe};

const ROOT: &str = "AbacStatus";
const SHAPES: &[Shape] = &[maybe("Status", Kind::OneOf(&["Enabled", "Disabled"]))];

pub(in crate::s3) fn get_bucket_abac(exchange: &Exchange, _: &Bucket) -> Result<(), AwsError> {
    exchange.reply_body(Document::write(ROOT, |xml| xml.text("Status", "Disabled")));
    Ok(())
}

pub(in crate::s3) fn put_bucket_abac(exchange: &Exchange, _: &Bucket) -> Result<(), AwsError> {
    let given = schema::read(&exchange.document, ROOT, SHAPES)?;
    match given.text_of("Status") {
        Some("Enabled") => Err(error::not_implemented()),
        _ => Ok(()),
    }
}
