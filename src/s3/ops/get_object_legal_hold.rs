//! GetObjectLegalHold: whether a version is under a legal hold.
//!
//! AWS: API_GetObjectLegalHold. Errors in order: bucket, its lock, version, never held.

use s3s::dto::{GetObjectLegalHoldInput, GetObjectLegalHoldOutput};

use crate::aws::error::AwsError;
use crate::s3::document::Document;
use crate::s3::error::object_lock as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::object_lock;

pub(in crate::s3) fn get_object_legal_hold(
    exchange: &Exchange,
    input: GetObjectLegalHoldInput,
) -> Result<GetObjectLegalHoldOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    object_lock::check_enabled(&bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "GET")?;
    let hold = found.object.settings.lock.legal_hold;
    let on = hold.ok_or_else(refusal::object_is_not_locked)?;
    exchange.reply_body(Document::write("LegalHold", |xml| {
        xml.text("Status", if on { "ON" } else { "OFF" });
    }));
    Ok(GetObjectLegalHoldOutput::default())
}
