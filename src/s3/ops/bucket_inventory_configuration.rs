//! GetBucketInventoryConfiguration, PutBucketInventoryConfiguration,
//! DeleteBucketInventoryConfiguration, ListBucketInventoryConfigurations: which lists of objects would
//! be written, and where.
//!
//! AWS: API_PutBucketInventoryConfiguration. Left out: no list is written. Errors in order
//! (recorded): schema, id, destination, number.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::configuration_set::{ConfigurationSet, check_id};
use crate::s3::element::Element;
use crate::s3::error::{self, bucket as refusal};
use crate::s3::exchange::Exchange;
use crate::s3::names;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, Shape, maybe, one, some};

/// API_InventoryConfiguration, "Valid Values".
const FIELDS: Kind = Kind::OneOf(&[
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
    "ObjectAccessControlList",
    "ObjectOwner",
    "LifecycleExpirationDate",
]);

const DESTINATION: &[Shape] = &[one(
    "S3BucketDestination",
    Kind::Nest(&[
        one("Format", Kind::OneOf(&["CSV", "ORC", "Parquet"])),
        maybe("AccountId", Kind::Text),
        one("Bucket", Kind::Text),
        maybe("Prefix", Kind::Text),
        maybe(
            "Encryption",
            Kind::Nest(&[
                maybe("SSE-S3", Kind::Nest(&[])),
                maybe("SSE-KMS", Kind::Nest(&[one("KeyId", Kind::Text)])),
            ]),
        ),
    ]),
)];

const INVENTORY: ConfigurationSet = ConfigurationSet {
    configuration: Configuration {
        subject: Subject::Inventory,
        root: "InventoryConfiguration",
        shapes: &[
            one("Id", Kind::Text),
            one("IsEnabled", Kind::Boolean),
            maybe("Filter", Kind::Nest(&[one("Prefix", Kind::Text)])),
            one("Destination", Kind::Nest(DESTINATION)),
            one(
                "Schedule",
                Kind::Nest(&[one("Frequency", Kind::OneOf(&["Daily", "Weekly"]))]),
            ),
            one("IncludedObjectVersions", Kind::OneOf(&["All", "Current"])),
            maybe("OptionalFields", Kind::Nest(&[some("Field", FIELDS)])),
        ],
    },
    list_root: "ListInventoryConfigurationsResult",
};

pub(in crate::s3) fn get_bucket_inventory_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    INVENTORY.show(exchange, bucket)
}

pub(in crate::s3) fn list_bucket_inventory_configurations(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    INVENTORY.list(exchange, bucket)
}

pub(in crate::s3) fn put_bucket_inventory_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = INVENTORY.configuration.read(exchange)?;
    check_id(exchange, &given, refusal::id_mismatch)?;
    check_destination(&given)?;
    INVENTORY.keep(exchange, bucket, given)
}

/// The destination is an ARN, and is encrypted in one way at most.
fn check_destination(given: &Element) -> Result<(), AwsError> {
    let destination = given.child("Destination");
    let destination = destination.and_then(|own| own.child("S3BucketDestination"));
    let destination = destination.ok_or_else(error::malformed_xml)?;
    let encryption = destination.child("Encryption");
    if encryption.is_some_and(|encryption| encryption.children.len() != 1) {
        return Err(error::malformed_xml());
    }
    let arn = destination.text_of("Bucket").unwrap_or_default();
    match names::bucket_of_arn(arn) {
        Some(_) => Ok(()),
        None => Err(refusal::invalid_destination_arn()),
    }
}

pub(in crate::s3) fn delete_bucket_inventory_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    INVENTORY.delete(exchange, bucket)
}
