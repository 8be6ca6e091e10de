//! GetObjectLockConfiguration, PutObjectLockConfiguration: whether a bucket locks its objects, and for
//! how long by default.
//!
//! AWS: API_PutObjectLockConfiguration. A bucket that locks does so for ever; another document changes
//! its default alone. Left out: default event holds, which answer NotImplemented. Errors in order:
//! schema, event hold, period, versioning. The token for existing buckets is not needed any more, and
//! not looked at.

use crate::aws::error::AwsError;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error;
use crate::s3::error::object_lock as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, maybe, one};

const OBJECT_LOCK: Configuration = Configuration {
    subject: Subject::ObjectLock,
    root: "ObjectLockConfiguration",
    shapes: &[
        one("ObjectLockEnabled", Kind::OneOf(&["Enabled"])),
        maybe(
            "Rule",
            Kind::Nest(&[one(
                "DefaultRetention",
                Kind::Nest(&[
                    one("Mode", Kind::OneOf(&["GOVERNANCE", "COMPLIANCE"])),
                    maybe("Days", Kind::Integer),
                    maybe("Years", Kind::Integer),
                    maybe(
                        "DefaultEventHold",
                        Kind::Nest(&[maybe("Days", Kind::Integer), maybe("Years", Kind::Integer)]),
                    ),
                ]),
            )]),
        ),
    ],
};

/// 100 years (user guide, "Object Lock considerations"), in either unit.
const PERIODS_MAX: [(&str, i32); 2] = [("Days", 36_500), ("Years", 100)];

/// What a bucket has that was made to lock its objects.
pub(super) fn enabled() -> Element {
    let enabled = Element::text("ObjectLockEnabled", "Enabled");
    Element::nest(OBJECT_LOCK.root, vec![enabled])
}

pub(in crate::s3) fn get_object_lock_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    OBJECT_LOCK.show(exchange, bucket, refusal::no_configuration)
}

pub(in crate::s3) fn put_object_lock_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let given = OBJECT_LOCK.read(exchange)?;
    if let Some(rule) = given.child("Rule") {
        check_period(rule.child("DefaultRetention").unwrap_or(rule))?;
    }
    bucket.lock_objects(given)
}

/// One period, in days or in years.
fn check_period(default: &Element) -> Result<(), AwsError> {
    if default.child("DefaultEventHold").is_some() {
        return Err(error::not_implemented());
    }
    let mut periods = PERIODS_MAX
        .iter()
        .filter_map(|(unit, max)| Some((*unit, *max, default.text_of(unit)?)));
    let (Some((unit, max, text)), None) = (periods.next(), periods.next()) else {
        return Err(error::malformed_xml());
    };
    match text.parse::<i32>() {
        Ok(period) if period <= 0 => Err(refusal::period_is_not_positive(unit)),
        Ok(period) if period <= max => Ok(()),
        _ => Err(refusal::period_is_too_large(unit)),
    }
}
