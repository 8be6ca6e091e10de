//! Object Lock in requests and answers: the lock that a writer asks for, the bucket's default, and
//! the headers that show it.

use time::{Duration, OffsetDateTime};

use crate::aws::error::AwsError;
use crate::aws::identity::Signing;
use crate::aws::time::{iso_millis, parse_iso};

use super::body::Claims;
use super::element::Element;
use super::error::object_lock as error;
use super::exchange::Exchange;
use super::objects::bucket::Bucket;
use super::objects::configurations::Subject;
use super::objects::object::Object;
use super::objects::object_lock::{Attempt, Mode, ObjectLock, Retention};

const MODE: &str = "x-amz-object-lock-mode";
const UNTIL: &str = "x-amz-object-lock-retain-until-date";
const LEGAL_HOLD: &str = "x-amz-object-lock-legal-hold";
const BYPASS: &str = "x-amz-bypass-governance-retention";

/// AWS counts a year of a default retention as 365 days (API_PutObjectLockConfiguration).
const DAYS_OF_A_YEAR: i64 = 365;

/// Reads the lock that a writer asks for. Errors before anything about the bucket (recorded).
pub(super) fn read(exchange: &Exchange) -> Result<ObjectLock, AwsError> {
    let retention = match (exchange.header(MODE), exchange.header(UNTIL)) {
        (None, None) => None,
        (Some(_), None) => return Err(error::only_one_of_a_pair(UNTIL)),
        (None, Some(_)) => return Err(error::only_one_of_a_pair(MODE)),
        (Some(mode), Some(until)) => Some(read_retention(exchange, mode, until)?),
    };
    let legal_hold = match exchange.header(LEGAL_HOLD) {
        None => None,
        Some("ON") => Some(true),
        Some("OFF") => Some(false),
        Some(other) => return Err(error::invalid_legal_hold(other)),
    };
    let lock = ObjectLock {
        retention,
        legal_hold,
    };
    if !lock.is_empty() && exchange.context.caller.signing == Signing::Anonymous {
        return Err(error::lock_without_signature());
    }
    Ok(lock)
}

fn read_retention(exchange: &Exchange, mode: &str, until: &str) -> Result<Retention, AwsError> {
    let mode = Mode::parse(mode).ok_or_else(|| error::unknown_mode(mode))?;
    let date = parse_iso(until).ok_or_else(|| error::not_a_date(until))?;
    if date <= exchange.clock.now() {
        return Err(error::date_is_past(UNTIL, until));
    }
    Ok(Retention { mode, until: date })
}

/// The lock of a new version: what its writer asked for, else the bucket's default retention.
pub(super) fn settle(
    exchange: &Exchange,
    bucket: &Bucket,
    asked: ObjectLock,
) -> Result<ObjectLock, AwsError> {
    let Some(configuration) = bucket.configuration(Subject::ObjectLock) else {
        return match asked.is_empty() {
            true => Ok(asked),
            false => Err(error::bucket_does_not_lock_writes()),
        };
    };
    let default = || default_retention(&configuration, exchange.clock.now());
    Ok(ObjectLock {
        retention: asked.retention.or_else(default),
        ..asked
    })
}

fn default_retention(configuration: &Element, now: OffsetDateTime) -> Option<Retention> {
    let default = configuration.child("Rule")?.child("DefaultRetention")?;
    let number = |name: &str| default.text_of(name)?.parse::<i64>().ok();
    let years = || number("Years")?.checked_mul(DAYS_OF_A_YEAR);
    let days = number("Days").or_else(years)?;
    Some(Retention {
        mode: Mode::parse(default.text_of("Mode")?)?,
        until: now.checked_add(Duration::days(days))?,
    })
}

/// A body that will be locked must bring a digest; a signature's does not count (AWS's text).
pub(super) fn check_digest(
    lock: &ObjectLock,
    claims: &Claims,
    refusal: fn() -> AwsError,
) -> Result<(), AwsError> {
    match lock.is_empty() || claims.any_digest() {
        true => Ok(()),
        false => Err(refusal()),
    }
}

/// Refuses what only a bucket with Object Lock has.
pub(super) fn check_enabled(bucket: &Bucket) -> Result<(), AwsError> {
    match bucket.configuration(Subject::ObjectLock) {
        Some(_) => Ok(()),
        None => Err(error::bucket_does_not_lock()),
    }
}

/// The caller's wish to delete from this bucket. The bypass header is refused where nothing is
/// locked, whatever it says (recorded).
pub(super) fn attempt(exchange: &Exchange, bucket: &Bucket) -> Result<Attempt, AwsError> {
    let bypass = exchange.header(BYPASS);
    if bypass.is_some() && bucket.configuration(Subject::ObjectLock).is_none() {
        return Err(error::bypass_on_plain_bucket());
    }
    Ok(Attempt {
        now: exchange.clock.now(),
        bypasses_governance: bypass.is_some_and(|value| value.eq_ignore_ascii_case("true")),
    })
}

/// Shows an object's lock to a reader.
pub(super) fn write(exchange: &Exchange, object: &Object) {
    let lock = &object.settings.lock;
    if let Some(Retention { mode, until }) = lock.retention {
        exchange.reply_amz(MODE, mode.name());
        exchange.reply_amz(UNTIL, &iso_millis(until));
    }
    if let Some(on) = lock.legal_hold {
        exchange.reply_amz(LEGAL_HOLD, if on { "ON" } else { "OFF" });
    }
}
