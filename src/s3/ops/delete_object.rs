//! DeleteObject: removes a key.
//!
//! AWS: API_DeleteObject. A key that is not there is no error. Errors in order: headers, bucket,
//! version id, If-Match.

use s3s::dto::{DeleteObjectInput, DeleteObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::conditions::WriteCondition;
use crate::s3::exchange::Exchange;
use crate::s3::version_id;

pub(in crate::s3) fn delete_object(
    exchange: &Exchange,
    input: DeleteObjectInput,
) -> Result<DeleteObjectOutput, AwsError> {
    let condition = match exchange.header("if-match") {
        None | Some("*") => WriteCondition::Always,
        Some(tags) => WriteCondition::EtagIs(tags.to_owned()),
    };
    let bucket = exchange.bucket(&input.bucket)?;
    version_id::check(input.version_id.as_deref())?;
    bucket.delete(&input.key, &condition)?;
    Ok(DeleteObjectOutput::default())
}
