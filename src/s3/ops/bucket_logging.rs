//! GetBucketLogging, PutBucketLogging: where a bucket's access logs would go.
//!
//! AWS: API_PutBucketLogging. Left out: no log is delivered. Errors in order: schema, then the target
//! bucket: it exists, its owner, its region, whether it knows grants.

use crate::aws::error::AwsError;
use crate::s3::access::ownership::Ownership;
use crate::s3::configuration::Configuration;
use crate::s3::document::Document;
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, Shape, maybe, one, some};

const GRANT: &[Shape] = &[
    one(
        "Grantee",
        Kind::Nest(&[
            maybe("ID", Kind::Text),
            maybe("DisplayName", Kind::Text),
            maybe("EmailAddress", Kind::Text),
            maybe("URI", Kind::Text),
        ]),
    ),
    one(
        "Permission",
        Kind::OneOf(&["FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"]),
    ),
];

const KEY_FORMAT: &[Shape] = &[
    maybe("SimplePrefix", Kind::Nest(&[])),
    maybe(
        "PartitionedPrefix",
        Kind::Nest(&[maybe(
            "PartitionDateSource",
            Kind::OneOf(&["EventTime", "DeliveryTime"]),
        )]),
    ),
];

const LOGGING: Configuration = Configuration {
    subject: Subject::Logging,
    root: "BucketLoggingStatus",
    shapes: &[maybe(
        "LoggingEnabled",
        Kind::Nest(&[
            one("TargetBucket", Kind::Text),
            one("TargetPrefix", Kind::Text),
            maybe(
                "TargetGrants",
                Kind::Nest(&[some("Grant", Kind::Nest(GRANT))]),
            ),
            maybe("TargetObjectKeyFormat", Kind::Nest(KEY_FORMAT)),
        ]),
    )],
};

pub(in crate::s3) fn get_bucket_logging(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let stored = LOGGING.stored(bucket);
    exchange.reply_body(Document::write(LOGGING.root, |xml| {
        let children = stored.iter().flat_map(|stored| &stored.children);
        children.for_each(|child| write(child, xml));
    }));
    Ok(())
}

/// Writes an element; a grantee says of which type it is.
fn write(element: &Element, xml: &mut Document) {
    let content = |xml: &mut Document| element.children.iter().for_each(|own| write(own, xml));
    match &*element.name {
        "Grantee" => xml.grantee(type_of(element), content),
        _ if element.children.is_empty() => xml.text(&element.name, &element.text),
        name => xml.nest(name, content),
    }
}

fn type_of(grantee: &Element) -> &'static str {
    match (grantee.child("URI"), grantee.child("EmailAddress")) {
        (Some(_), _) => "Group",
        (None, Some(_)) => "AmazonCustomerByEmail",
        (None, None) => "CanonicalUser",
    }
}

pub(in crate::s3) fn put_bucket_logging(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = LOGGING.read(exchange)?;
    if let Some(enabled) = given.child("LoggingEnabled") {
        check(exchange, bucket, enabled)?;
    }
    LOGGING.keep(bucket, given)
}

fn check(exchange: &Exchange, bucket: &Bucket, enabled: &Element) -> Result<(), AwsError> {
    let format = enabled.child("TargetObjectKeyFormat");
    if format.is_some_and(|format| format.children.len() != 1) {
        return Err(error::malformed_xml());
    }
    let name = enabled.text_of("TargetBucket").unwrap_or_default();
    let target = exchange.buckets.find(name);
    let target = target.ok_or_else(|| refusal::no_such_log_target(name))?;
    if target.owner != bucket.owner {
        return Err(refusal::log_target_of_another(name));
    }
    if target.region != bucket.region {
        return Err(refusal::log_target_elsewhere(target.region.as_str()));
    }
    match enabled.child("TargetGrants") {
        Some(_) if target.rules().ownership == Ownership::BucketOwnerEnforced => {
            Err(refusal::log_grants_not_supported())
        }
        _ => Ok(()),
    }
}
