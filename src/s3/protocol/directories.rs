//! The table of operations on directory buckets that are handed no bucket: all of them together, and
//! one that may not be there yet.

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::ops::{create_session, list_directory_buckets};

/// What runs an operation; it is given the name of the bucket, which is empty for all of them.
pub(super) type Run = fn(&Exchange, &str) -> Result<(), AwsError>;

const OPERATIONS: &[(&str, Run)] = &[
    ("CreateSession", create_session::create_session),
    (
        "ListDirectoryBuckets",
        list_directory_buckets::list_directory_buckets,
    ),
];

/// `None` for an operation that goes another way.
pub(super) fn find(operation: &str) -> Option<Run> {
    let row = OPERATIONS.iter().find(|(own, _)| *own == operation);
    row.map(|(_, run)| *run)
}
