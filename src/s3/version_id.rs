//! Version ids on buckets without versioning.

use crate::aws::error::AwsError;

use super::error;

/// Such a bucket has one version of each key, and its id is `null`.
pub(super) fn check(version_id: Option<&str>) -> Result<(), AwsError> {
    match version_id {
        None | Some("null") => Ok(()),
        Some(other) => Err(error::invalid_version_id(other)),
    }
}
