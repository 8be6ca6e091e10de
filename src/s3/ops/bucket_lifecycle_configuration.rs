//! GetBucketLifecycleConfiguration, PutBucketLifecycleConfiguration, DeleteBucketLifecycle: the
//! rules by which objects expire and move; `lifecycle` does what they say.
//!
//! AWS: API_PutBucketLifecycleConfiguration. Errors in order: the
//! minimum size, schema, then rule by rule: id, filter, tags, actions, dates.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error::{self, configuration as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::lifecycle::check;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, Shape, any, maybe, one, some};
use crate::s3::tags::TAG;

const STORAGE_CLASSES: Kind = Kind::OneOf(&[
    "GLACIER",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
]);

const FILTER: &[Shape] = &[
    maybe("Prefix", Kind::Text),
    maybe("Tag", Kind::Nest(TAG)),
    maybe("ObjectSizeGreaterThan", Kind::Long),
    maybe("ObjectSizeLessThan", Kind::Long),
    maybe(
        "And",
        Kind::Nest(&[
            maybe("Prefix", Kind::Text),
            any("Tag", Kind::Nest(TAG)),
            maybe("ObjectSizeGreaterThan", Kind::Long),
            maybe("ObjectSizeLessThan", Kind::Long),
        ]),
    ),
];

const LIFECYCLE: Configuration = Configuration {
    subject: Subject::Lifecycle,
    root: "LifecycleConfiguration",
    shapes: &[some(
        "Rule",
        Kind::Nest(&[
            maybe("ID", Kind::Text),
            maybe("Prefix", Kind::Text),
            maybe("Filter", Kind::Nest(FILTER)),
            one("Status", Kind::OneOf(&["Enabled", "Disabled"])),
            any(
                "Transition",
                Kind::Nest(&[
                    maybe("Date", Kind::Date),
                    maybe("Days", Kind::Integer),
                    one("StorageClass", STORAGE_CLASSES),
                ]),
            ),
            maybe(
                "Expiration",
                Kind::Nest(&[
                    maybe("Date", Kind::Date),
                    maybe("Days", Kind::Integer),
                    maybe("ExpiredObjectDeleteMarker", Kind::Boolean),
                ]),
            ),
            any(
                "NoncurrentVersionTransition",
                Kind::Nest(&[
                    one("NoncurrentDays", Kind::Integer),
                    one("StorageClass", STORAGE_CLASSES),
                    maybe("NewerNoncurrentVersions", Kind::Integer),
                ]),
            ),
            maybe(
                "NoncurrentVersionExpiration",
                Kind::Nest(&[
                    one("NoncurrentDays", Kind::Integer),
                    maybe("NewerNoncurrentVersions", Kind::Integer),
                ]),
            ),
            maybe(
                "AbortIncompleteMultipartUpload",
                Kind::Nest(&[one("DaysAfterInitiation", Kind::Integer)]),
            ),
        ]),
    )],
};

/// API_PutBucketLifecycleConfiguration.
const RULES_MAX: usize = 1000;
const ID_CHARACTERS_MAX: usize = 255;
const MINIMUM_SIZE: &str = "x-amz-transition-default-minimum-object-size";
const MINIMUM_SIZES: [&str; 2] = ["all_storage_classes_128K", "varies_by_storage_class"];

pub(in crate::s3) fn get_bucket_lifecycle_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    LIFECYCLE.show(exchange, bucket, refusal::no_such_lifecycle)?;
    let minimum = bucket.configuration(Subject::LifecycleMinimumSize);
    let minimum = minimum.as_deref().map_or(MINIMUM_SIZES[0], |own| &own.text);
    exchange.reply_amz(MINIMUM_SIZE, minimum);
    Ok(())
}

pub(in crate::s3) fn put_bucket_lifecycle_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let minimum = exchange.header(MINIMUM_SIZE).unwrap_or(MINIMUM_SIZES[0]);
    if !MINIMUM_SIZES.contains(&minimum) {
        return Err(refusal::refused(format!(
            "Invalid TransitionDefaultMinimumObjectSize found: {minimum}"
        )));
    }
    let mut given = LIFECYCLE.read(exchange)?;
    if given.children.len() > RULES_MAX {
        return Err(error::malformed_xml());
    }
    let mut ids = HashSet::new();
    for rule in &mut given.children {
        if rule.text_of("ID").unwrap_or_default().is_empty() {
            // S3 makes up an id of this look.
            rule.children.retain(|child| &*child.name != "ID");
            let id = STANDARD.encode(exchange.clock.uuid());
            rule.children.insert(0, Element::text("ID", &id));
        }
        let id = rule.text_of("ID").unwrap_or_default();
        check_id(id)?;
        if !ids.insert(id.to_owned()) {
            return Err(refusal::argument(
                "Rule ID must be unique. Found same ID for more than one rule",
                "ID",
                id,
            ));
        }
        check::rule(rule)?;
    }
    let kept = Element::text("MinimumSize", minimum);
    bucket.configure(Subject::LifecycleMinimumSize, "", Some(kept))?;
    LIFECYCLE.keep(bucket, given)?;
    exchange.reply_amz(MINIMUM_SIZE, minimum);
    Ok(())
}

fn check_id(id: &str) -> Result<(), AwsError> {
    match id.chars().count() > ID_CHARACTERS_MAX {
        true => Err(refusal::argument(
            "ID length should not exceed allowed limit of 255",
            "ID",
            id,
        )),
        false => Ok(()),
    }
}

pub(in crate::s3) fn delete_bucket_lifecycle(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    LIFECYCLE.delete(exchange, bucket)
}
