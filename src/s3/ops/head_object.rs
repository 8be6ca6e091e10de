//! HeadObject: what GetObject would answer, without the bytes.
//!
//! AWS: API_HeadObject. Left out and errors as in GetObject; errors have no body.

use s3s::dto::{HeadObjectInput, HeadObjectOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::lifecycle::expiration::reply_expiration;
use crate::s3::{attributes, representation};

pub(in crate::s3) fn head_object(
    exchange: &Exchange,
    input: HeadObjectInput,
) -> Result<HeadObjectOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "HEAD")?;
    let object = &found.object;
    let range = representation::describe(exchange, object, input.part_number)?;
    reply_version_id(exchange, found.version_id());
    reply_expiration(exchange, &bucket, &input.key, object);
    Ok(HeadObjectOutput {
        content_length: Some((range.end - range.start) as i64),
        metadata: attributes::metadata(&object.attributes),
        ..HeadObjectOutput::default()
    })
}
