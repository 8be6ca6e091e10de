//! PutBucketVersioning: begins to keep versions, or ceases to.
//!
//! AWS: API_PutBucketVersioning. MFA delete is stored and shown, not enforced. Errors in order:
//! XML, values, bucket.

use s3s::dto::{PutBucketVersioningInput, PutBucketVersioningOutput};

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::objects::versioning::{Status, Versioning};

pub(in crate::s3) fn put_bucket_versioning(
    exchange: &Exchange,
    input: PutBucketVersioningInput,
) -> Result<PutBucketVersioningOutput, AwsError> {
    let asked = input.versioning_configuration;
    let mfa_delete = match asked.mfa_delete.as_ref().map(|mfa| mfa.as_str()) {
        None => None,
        Some("Enabled") => Some(true),
        Some("Disabled") => Some(false),
        Some(_) => return Err(error::malformed_xml()),
    };
    let status = match &asked.status {
        Some(status) => Status::parse(status.as_str()).ok_or_else(error::malformed_xml)?,
        None => return Err(error::bucket::illegal_versioning_configuration()),
    };
    let bucket = exchange.bucket(&input.bucket)?;
    bucket.set_versioning(Versioning { status, mfa_delete })?;
    Ok(PutBucketVersioningOutput::default())
}
