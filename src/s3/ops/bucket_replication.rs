//! GetBucketReplication, PutBucketReplication, DeleteBucketReplication: which objects are copied to
//! other buckets.
//!
//! AWS: API_PutBucketReplication. Errors in order: the bucket's versioning (recorded), schema, then
//! rule by rule: its schema version, its id, its destination.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as own_error, configuration as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::names;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::objects::storage_class;
use crate::s3::objects::versioning::Status;
use crate::s3::schema::{Kind, Shape, maybe, one, some};
use crate::s3::tags::FILTER;

const SWITCH: Kind = Kind::OneOf(&["Enabled", "Disabled"]);
const SWITCHED: Kind = Kind::Nest(&[one("Status", SWITCH)]);
const MINUTES: Kind = Kind::Nest(&[maybe("Minutes", Kind::Integer)]);

const DESTINATION: &[Shape] = &[
    one("Bucket", Kind::Text),
    maybe("Account", Kind::Text),
    maybe("StorageClass", Kind::OneOf(&storage_class::NAMES)),
    maybe(
        "AccessControlTranslation",
        Kind::Nest(&[one("Owner", Kind::OneOf(&["Destination"]))]),
    ),
    maybe(
        "EncryptionConfiguration",
        Kind::Nest(&[maybe("ReplicaKmsKeyID", Kind::Text)]),
    ),
    maybe(
        "ReplicationTime",
        Kind::Nest(&[one("Status", SWITCH), one("Time", MINUTES)]),
    ),
    maybe(
        "Metrics",
        Kind::Nest(&[one("Status", SWITCH), maybe("EventThreshold", MINUTES)]),
    ),
];

const RULE: &[Shape] = &[
    maybe("ID", Kind::Text),
    maybe("Priority", Kind::Integer),
    maybe("Prefix", Kind::Text),
    maybe("Filter", Kind::Nest(FILTER)),
    one("Status", SWITCH),
    maybe(
        "SourceSelectionCriteria",
        Kind::Nest(&[
            maybe("SseKmsEncryptedObjects", SWITCHED),
            maybe("ReplicaModifications", SWITCHED),
        ]),
    ),
    maybe("ExistingObjectReplication", SWITCHED),
    one("Destination", Kind::Nest(DESTINATION)),
    maybe(
        "DeleteMarkerReplication",
        Kind::Nest(&[maybe("Status", SWITCH)]),
    ),
];

const REPLICATION: Configuration = Configuration {
    subject: Subject::Replication,
    root: "ReplicationConfiguration",
    shapes: &[one("Role", Kind::Text), some("Rule", Kind::Nest(RULE))],
};

/// API_ReplicationConfiguration.
const RULES_MAX: usize = 1000;
const ID_CHARACTERS_MAX: usize = 255;

pub(in crate::s3) fn get_bucket_replication(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    REPLICATION.show(exchange, bucket, own_error::no_such_replication)
}

pub(in crate::s3) fn put_bucket_replication(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    if bucket.versioning().status != Status::Enabled {
        return Err(refusal::refused(
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
        ));
    }
    let mut given = REPLICATION.read(exchange)?;
    let mut ids = HashSet::new();
    let rules = given.children.iter_mut().filter(|own| &*own.name == "Rule");
    for (index, rule) in rules.enumerate() {
        if index == RULES_MAX {
            return Err(error::malformed_xml());
        }
        check_schema_version(rule)?;
        if rule.text_of("ID").unwrap_or_default().is_empty() {
            // S3 makes up an id of this look.
            rule.children.retain(|child| &*child.name != "ID");
            let id = STANDARD.encode(exchange.clock.uuid());
            rule.children.insert(0, Element::text("ID", &id));
        }
        let id = rule.text_of("ID").unwrap_or_default();
        if id.chars().count() > ID_CHARACTERS_MAX {
            let message = "ID length should not exceed allowed limit of 255";
            return Err(refusal::argument(message, "ID", id));
        }
        if !ids.insert(id.to_owned()) {
            return Err(refusal::argument("Rule Id must be unique", "ID", id));
        }
        check_destination(exchange, bucket, rule)?;
    }
    REPLICATION.keep(bucket, given)
}

/// The newer version has a filter and says what becomes of delete markers and of rules that overlap;
/// the older one has a prefix (user guide, "Backward compatibility considerations").
fn check_schema_version(rule: &Element) -> Result<(), AwsError> {
    let newer = ["Priority", "DeleteMarkerReplication"];
    let Some(filter) = rule.child("Filter") else {
        if rule.child("Prefix").is_none() {
            return Err(error::malformed_xml());
        }
        return match newer.iter().find(|name| rule.child(name).is_some()) {
            Some(name) => Err(own_error::replication_schema(name, "cannot be used")),
            None => Ok(()),
        };
    };
    if rule.child("Prefix").is_some() || filter.children.len() > 1 {
        return Err(error::malformed_xml());
    }
    if let Some(name) = newer.iter().find(|name| rule.child(name).is_none()) {
        return Err(own_error::replication_schema(name, "must be specified"));
    }
    let markers = rule.child("DeleteMarkerReplication");
    let markers = markers.and_then(|own| own.text_of("Status"));
    let and = filter.child("And");
    let has_tag =
        filter.child("Tag").is_some() || and.is_some_and(|and| and.child("Tag").is_some());
    match markers == Some("Enabled") && has_tag {
        true => Err(refusal::refused(
            "Delete marker replication is not supported if any Tag filter is specified. Please \
             refer to S3 Developer Guide for more information.",
        )),
        false => Ok(()),
    }
}

/// A bucket that is not there gets the text of one that keeps no versions (recorded).
fn check_destination(exchange: &Exchange, bucket: &Bucket, rule: &Element) -> Result<(), AwsError> {
    let destination = rule.child("Destination");
    let arn = destination.and_then(|own| own.text_of("Bucket"));
    let arn = arn.unwrap_or_default();
    let name = names::bucket_of_arn(arn);
    let name = name.ok_or_else(|| own_error::invalid_replication_destination(arn))?;
    if name == &*bucket.name {
        return Err(refusal::refused(
            "Destination bucket cannot be the same as the source bucket.",
        ));
    }
    let target = exchange.buckets.find(name);
    match target.is_some_and(|target| target.versioning().status == Status::Enabled) {
        true => Ok(()),
        false => Err(refusal::refused(
            "Destination bucket must have versioning enabled.",
        )),
    }
}

pub(in crate::s3) fn delete_bucket_replication(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    REPLICATION.delete(exchange, bucket)
}
