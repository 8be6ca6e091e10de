//! PutObjectRetention: keeps a version until a date, or no longer.
//!
//! AWS: API_PutObjectRetention. An empty document takes the retention away. Left out: event holds,
//! which answer NotImplemented. Errors in order: bucket, its lock, XML, version, date, the retention
//! that is there.

use s3s::dto::{PutObjectRetentionInput, PutObjectRetentionOutput};

use crate::aws::error::AwsError;
use crate::aws::time::parse_iso;
use crate::s3::error::object_lock as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::found::Found;
use crate::s3::objects::object_lock::{Mode, Retention};
use crate::s3::schema::{Kind, Shape, maybe};
use crate::s3::{error, object_lock, schema};

const SHAPES: &[Shape] = &[
    maybe("Mode", Kind::OneOf(&["GOVERNANCE", "COMPLIANCE"])),
    maybe("RetainUntilDate", Kind::Date),
    maybe("EventHold", Kind::OneOf(&["ON", "OFF"])),
    maybe(
        "EventHoldDuration",
        Kind::Nest(&[maybe("Days", Kind::Integer), maybe("Years", Kind::Integer)]),
    ),
];

pub(in crate::s3) fn put_object_retention(
    exchange: &Exchange,
    input: PutObjectRetentionInput,
) -> Result<PutObjectRetentionOutput, AwsError> {
    let bucket = exchange.bucket(&input.bucket)?;
    object_lock::check_enabled(&bucket)?;
    let next = read(exchange)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "PUT")?;
    let attempt = object_lock::attempt(exchange, &bucket)?;
    if let Some((next, text)) = &next
        && next.until <= attempt.now
    {
        return Err(refusal::date_is_past("RetainUntilDate", text));
    }
    let next = next.map(|(next, _)| next);
    bucket.try_change(&input.key, &found.id, |object| {
        let lock = &mut object.settings.lock;
        let may = lock
            .retention
            .is_none_or(|now| now.may_become(next.as_ref(), &attempt));
        if !may {
            return Err(refusal::protected());
        }
        lock.retention = next;
        Ok(())
    })?;
    Ok(PutObjectRetentionOutput::default())
}

/// The retention of the document, with its date as it was written.
fn read(exchange: &Exchange) -> Result<Option<(Retention, String)>, AwsError> {
    let document = schema::read(&exchange.document, "Retention", SHAPES)?;
    let event = ["EventHold", "EventHoldDuration"];
    if event.iter().any(|name| document.child(name).is_some()) {
        return Err(error::not_implemented());
    }
    let mode = document.text_of("Mode").and_then(Mode::parse);
    match (mode, document.text_of("RetainUntilDate")) {
        (None, None) => Ok(None),
        (Some(mode), Some(text)) => {
            let until = parse_iso(text).ok_or_else(error::malformed_xml)?;
            Ok(Some((Retention { mode, until }, text.to_owned())))
        }
        _ => Err(error::malformed_xml()),
    }
}
