//! PutObjectLegalHold: puts a version under a legal hold, or lifts it.
//!
//! AWS: API_PutObjectLegalHold. Errors in order: bucket, its lock, XML, version.

use s3s::dto::{PutObjectLegalHoldInput, PutObjectLegalHoldOutput};

use crate::aws::error::AwsError;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::schema::{Kind, Shape, one};
use crate::s3::{object_lock, schema};

const SHAPES: &[Shape] = &[one("Status", Kind::OneOf(&["ON", "OFF"]))];

pub(in crate::s3) fn put_object_legal_hold(
    exchange: &Exchange,
    input: PutObjectLegalHoldInput,
) -> Result<PutObjectLegalHoldOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    object_lock::check_enabled(&bucket)?;
    let document = schema::read(&exchange.document, "LegalHold", SHAPES)?;
    let on = document.text_of("Status") == Some("ON");
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "PUT")?;
    bucket.change(&input.key, &found.id, |object| {
        object.settings.lock.legal_hold = Some(on);
    })?;
    Ok(PutObjectLegalHoldOutput::default())
}
