//! GetObjectRetention: until when a version is kept.
//!
//! AWS: API_GetObjectRetention. Errors in order: bucket, its lock, version, no retention. A retention
//! that has ended is still shown.

use s3s::dto::{GetObjectRetentionInput, GetObjectRetentionOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::error::object_lock as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::object_lock;

pub(in crate::s3) fn get_object_retention(
    exchange: &Exchange,
    input: GetObjectRetentionInput,
) -> Result<GetObjectRetentionOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    object_lock::check_enabled(&bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    let retention = found.object.settings.lock.retention;
    let retention = retention.ok_or_else(refusal::object_is_not_locked)?;
    exchange.reply_body(Document::write("Retention", |xml| {
        xml.text("Mode", retention.mode.name());
        xml.moment("RetainUntilDate", retention.until);
    }));
    Ok(GetObjectRetentionOutput::default())
}
