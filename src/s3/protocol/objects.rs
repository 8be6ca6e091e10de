//! The table of operations on one object that s3s does not know.

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::ops::{rename_object, update_object_encryption};

/// What runs an operation on a key of a bucket that the caller may use.
pub(super) type Run = fn(&Exchange, &Bucket, &str) -> Result<(), AwsError>;

const OPERATIONS: &[(&str, Run)] = &[
    ("RenameObject", rename_object::rename_object),
    (
        "UpdateObjectEncryption",
        update_object_encryption::update_object_encryption,
    ),
];

/// `None` for an operation that goes through s3s, or is not about an object.
pub(super) fn find(operation: &str) -> Option<Run> {
    let row = OPERATIONS.iter().find(|(own, _)| *own == operation);
    row.map(|(_, run)| *run)
}
