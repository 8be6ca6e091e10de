//! RestoreObject: makes what an archive holds readable for some days, at once.
//!
//! AWS: API_RestoreObject: 202, or 200 when it is restored already and only its days change. Left
//! out: SELECT requests and the time that a restore takes. Errors in order: XML, bucket, version,
//! storage class.

use http::StatusCode;
use s3s::dto::{RestoreObjectInput, RestoreObjectOutput};
use time::{Duration, Time};

use crate::aws::error::AwsError;
use crate::s3::error;
use crate::s3::exchange::Exchange;
use crate::s3::found::{Found, reply_version_id};
use crate::s3::notification::event::Event;

pub(in crate::s3) fn restore_object(
    exchange: &Exchange,
    input: RestoreObjectInput,
) -> Result<RestoreObjectOutput, AwsError> {
    let request = input.restore_request.ok_or_else(error::malformed_xml)?;
    if request.type_.is_some() {
        return Err(error::not_implemented());
    }
    let days = request.days.filter(|days| *days >= 1);
    let days = days.ok_or_else(error::malformed_xml)?;
    let bucket = exchange.bucket(&input.bucket)?;
    let found = Found::of(&bucket, &input.key, input.version_id.as_deref(), "POST")?;
    let class = found.object.settings.storage_class;
    if !class.is_archive() {
        return Err(error::object::nothing_to_restore(class.name()));
    }
    let now = exchange.now();
    // User guide, "Restoring an archived object": the end is moved on to the next midnight.
    let until = now
        .checked_add(Duration::days(i64::from(days) + 1))
        .ok_or_else(error::malformed_xml)?
        .replace_time(Time::MIDNIGHT);
    let restored_already = found.object.is_readable(now);
    // The time of a restored copy can be changed while it is there; it is not restored again.
    let events: &[Event] = match restored_already {
        true => &[],
        false => &[Event::ObjectRestorePost, Event::ObjectRestoreCompleted],
    };
    let causes: Vec<_> = events.iter().map(|event| exchange.cause(*event)).collect();
    bucket.change_and_tell(&input.key, &found.id, &causes, |object| {
        object.restored_until = Some(until);
    })?;
    reply_version_id(exchange, found.version_id());
    exchange.reply_status(match restored_already {
        true => StatusCode::OK,
        false => StatusCode::ACCEPTED,
    });
    Ok(RestoreObjectOutput::default())
}
