//! GetPublicAccessBlock, PutPublicAccessBlock, DeletePublicAccessBlock: what of public access a
//! bucket refuses.
//!
//! AWS: API_PutPublicAccessBlock. What is not named is false. BlockPublicPolicy is obeyed by
//! PutBucketPolicy.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, maybe};

pub(super) const PUBLIC_ACCESS_BLOCK: Configuration = Configuration {
    subject: Subject::PublicAccessBlock,
    root: "PublicAccessBlockConfiguration",
    shapes: &[
        maybe("BlockPublicAcls", Kind::Boolean),
        maybe("IgnorePublicAcls", Kind::Boolean),
        maybe("BlockPublicPolicy", Kind::Boolean),
        maybe("RestrictPublicBuckets", Kind::Boolean),
    ],
};

pub(in crate::s3) fn get_public_access_block(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    PUBLIC_ACCESS_BLOCK.show(
        exchange,
        bucket,
        error::configuration::no_such_public_access_block,
    )
}

pub(in crate::s3) fn put_public_access_block(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = PUBLIC_ACCESS_BLOCK.read(exchange)?;
    if given.children.is_empty() {
        return Err(error::malformed_xml());
    }
    let named = PUBLIC_ACCESS_BLOCK.shapes.iter().map(|shape| {
        let value = given.text_of(shape.name).unwrap_or("false");
        Element::text(shape.name, value)
    });
    PUBLIC_ACCESS_BLOCK.keep(
        bucket,
        Element::nest(PUBLIC_ACCESS_BLOCK.root, named.collect()),
    )
}

pub(in crate::s3) fn delete_public_access_block(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    PUBLIC_ACCESS_BLOCK.delete(exchange, bucket)
}
