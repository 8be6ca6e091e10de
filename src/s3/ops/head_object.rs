//! HeadObject: what GetObject would answer, without the bytes.
//!
//! AWS: API_HeadObject. Left out and errors as in GetObject; errors have no body.

use s3s::dto::{HeadObjectInput, HeadObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::{attributes, representation, version_id};

pub(in crate::s3) fn head_object(
    exchange: &Exchange,
    input: HeadObjectInput,
) -> Result<HeadObjectOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    version_id::check(input.version_id.as_deref())?;
    let object = bucket.object(&input.key)?;
    let range = representation::describe(exchange, &object, input.part_number)?;
    Ok(HeadObjectOutput {
        content_length: Some((range.end - range.start) as i64),
        metadata: attributes::metadata(&object.attributes),
        ..HeadObjectOutput::default()
    })
}
