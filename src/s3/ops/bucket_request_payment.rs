//! GetBucketRequestPayment, PutBucketRequestPayment: whether requesters pay.
//!
//! AWS: API_PutBucketRequestPayment. Other accounts then say that they pay, and nobody does.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, one};

const REQUEST_PAYMENT: Configuration = Configuration {
    subject: Subject::RequestPayment,
    root: "RequestPaymentConfiguration",
    shapes: &[one("Payer", Kind::OneOf(&["BucketOwner", "Requester"]))],
};

pub(in crate::s3) fn get_bucket_request_payment(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    exchange.reply_body(match REQUEST_PAYMENT.stored(bucket) {
        Some(stored) => stored.to_document(),
        None => {
            let payer = Element::text("Payer", "BucketOwner");
            Element::nest(REQUEST_PAYMENT.root, vec![payer]).to_document()
        }
    });
    Ok(())
}

pub(in crate::s3) fn put_bucket_request_payment(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    REQUEST_PAYMENT.keep(bucket, REQUEST_PAYMENT.read(exchange)?)
}
