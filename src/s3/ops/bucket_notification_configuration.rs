//! GetBucketNotificationConfiguration, PutBucketNotificationConfiguration: who is told of which
//! changes. The legacy operations PutBucketNotification and GetBucketNotification are the same
//! requests with the same documents.
//!
//! AWS: API_PutBucketNotificationConfiguration. Queues, topics and event buses are taken to exist; a
//! function must be there, and its policy must let S3 run it. Errors in order: schema, number, then
//! rule by rule: ARN, events, filter; then overlaps, and functions.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::aws::arn::Arn;
use crate::aws::error::AwsError;
use crate::aws::time::iso_millis;
use crate::bus::functions::Admission;
use crate::bus::outbox::Message;
use crate::s3::configuration::Configuration;
use crate::s3::element::Element;
use crate::s3::error::notification as refusal;
use crate::s3::exchange::Exchange;
use crate::s3::notification::event::Wanted;
use crate::s3::notification::notifier::{TOPIC_SUBJECT, sender};
use crate::s3::notification::record::test_message;
use crate::s3::notification::rules::{Destination, Rules};
use crate::s3::objects::bucket::Bucket;
use crate::s3::objects::configurations::Subject;
use crate::s3::schema::{Kind, Shape, any, maybe, one, some};

const FILTER: Shape = maybe(
    "Filter",
    Kind::Nest(&[maybe(
        "S3Key",
        Kind::Nest(&[any(
            "FilterRule",
            Kind::Nest(&[one("Name", Kind::Text), one("Value", Kind::Text)]),
        )]),
    )]),
);

const NOTIFICATION: Configuration = Configuration {
    subject: Subject::Notification,
    root: "NotificationConfiguration",
    shapes: &[
        any(
            "TopicConfiguration",
            Kind::Nest(&[
                maybe("Id", Kind::Text),
                one("Topic", Kind::Text),
                some("Event", Kind::Text),
                FILTER,
            ]),
        ),
        any(
            "QueueConfiguration",
            Kind::Nest(&[
                maybe("Id", Kind::Text),
                one("Queue", Kind::Text),
                some("Event", Kind::Text),
                FILTER,
            ]),
        ),
        any(
            "CloudFunctionConfiguration",
            Kind::Nest(&[
                maybe("Id", Kind::Text),
                one("CloudFunction", Kind::Text),
                // Of the legacy document; functions have policies instead.
                maybe("InvocationRole", Kind::Text),
                some("Event", Kind::Text),
                FILTER,
            ]),
        ),
        maybe("EventBridgeConfiguration", Kind::Nest(&[])),
    ],
};

/// The element with a destination's ARN, and the service that the ARN must name.
const DESTINATIONS: [(&str, &str); 3] = [
    ("CloudFunction", "lambda"),
    ("Queue", "sqs"),
    ("Topic", "sns"),
];
/// Amazon S3 endpoints and quotas, "Event notifications".
const RULES_MAX: usize = 100;
/// User Guide, "Configuring event notifications using object key name filtering".
const FILTER_BYTES_MAX: usize = 1024;

pub(in crate::s3) fn get_bucket_notification_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    NOTIFICATION.show_or_empty(exchange, bucket);
    Ok(())
}

pub(in crate::s3) fn put_bucket_notification_configuration(
    exchange: &Exchange,
    bucket: &Bucket,
) -> Result<(), AwsError> {
    let mut given = NOTIFICATION.read(exchange)?;
    if given.children.len() > RULES_MAX {
        return Err(refusal::too_many_rules(RULES_MAX));
    }
    let mut ids = HashSet::new();
    let is_rule = |rule: &&mut Element| &*rule.name != "EventBridgeConfiguration";
    for rule in given.children.iter_mut().filter(is_rule) {
        settle_id(exchange, rule);
        if !ids.insert(rule.text_of("Id").map(str::to_owned)) {
            return Err(refusal::repeated_id());
        }
        check_destination(rule, bucket)?;
        for event in rule.all("Event") {
            if Wanted::parse(&event.text).is_none() {
                return Err(refusal::unknown_event(&event.text));
            }
        }
        settle_filter(rule)?;
    }
    let rules = Rules::of(&given);
    if rules.overlap() {
        return Err(refusal::overlapping_rules());
    }
    let skips = exchange.header("x-amz-skip-destination-validation");
    let skips = skips.is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if !skips {
        check_functions(exchange, bucket, &rules)?;
    }
    NOTIFICATION.keep(bucket, given)?;
    if !skips {
        send_tests(exchange, bucket, &rules);
    }
    Ok(())
}

/// S3 makes up an id of this look.
fn settle_id(exchange: &Exchange, rule: &mut Element) {
    if rule.text_of("Id").unwrap_or_default().is_empty() {
        rule.children.retain(|child| &*child.name != "Id");
        let id = STANDARD.encode(exchange.clock.uuid());
        rule.children.insert(0, Element::text("Id", &id));
    }
}

fn check_destination(rule: &Element, bucket: &Bucket) -> Result<(), AwsError> {
    for (element, service) in DESTINATIONS {
        let Some(text) = rule.text_of(element) else {
            continue;
        };
        let arn = Arn::parse(text).ok_or_else(|| refusal::arn_unreadable(element, text))?;
        if arn.service != service || arn.resource.is_empty() {
            return Err(refusal::arn_malformed(element, text));
        }
        if arn.region != bucket.region.as_str() {
            return Err(refusal::other_region(element, text));
        }
    }
    Ok(())
}

/// Names are shown as S3 writes them: `Prefix`, `Suffix` (recorded).
fn settle_filter(rule: &mut Element) -> Result<(), AwsError> {
    let is = |name: &'static str| move |child: &&mut Element| &*child.name == name;
    let filter = rule.children.iter_mut().find(is("Filter"));
    let key = filter.and_then(|filter| filter.children.iter_mut().find(is("S3Key")));
    let mut seen = HashSet::new();
    for rule in key.into_iter().flat_map(|key| &mut key.children) {
        let given = rule.text_of("Name").unwrap_or_default();
        let (name, lower) = match given.to_ascii_lowercase().as_str() {
            "prefix" => ("Prefix", "prefix"),
            "suffix" => ("Suffix", "suffix"),
            _ => return Err(refusal::unknown_filter(given)),
        };
        let value = rule.text_of("Value").unwrap_or_default();
        if value.len() > FILTER_BYTES_MAX {
            return Err(refusal::filter_too_long(value));
        }
        if !seen.insert(name) {
            return Err(refusal::repeated_filter(lower));
        }
        rule.children[0] = Element::text("Name", name);
    }
    Ok(())
}

/// Every function that S3 may not run, all at once.
fn check_functions(exchange: &Exchange, bucket: &Bucket, rules: &Rules) -> Result<(), AwsError> {
    let (place, source) = (bucket.place(), bucket.arn());
    let refused = rules
        .all()
        .iter()
        .filter_map(|rule| match &rule.destination {
            Destination::Function(arn) => {
                match exchange.bus().admits(arn, &sender(&place, &source)) {
                    Admission::Granted => None,
                    Admission::Refused(_) => Some(&**arn),
                }
            }
            Destination::Queue(_) | Destination::Topic(_) => None,
        });
    let refused: Vec<_> = refused.collect();
    match refused.is_empty() {
        true => Ok(()),
        false => Err(refusal::functions_refuse(&refused)),
    }
}

/// Queues and topics get a message that shows that messages come.
fn send_tests(exchange: &Exchange, bucket: &Bucket, rules: &Rules) {
    let now = exchange.clock.now();
    let body = test_message(
        &bucket.place(),
        &iso_millis(now),
        &exchange.context.request_id,
    );
    for rule in rules.all() {
        let (target, subject) = match &rule.destination {
            Destination::Queue(arn) => (arn, None),
            Destination::Topic(arn) => (arn, Some(TOPIC_SUBJECT)),
            Destination::Function(_) => continue,
        };
        exchange.bus().outbox().keep(Message {
            target: target.to_string(),
            source: bucket.arn(),
            sent_ms: exchange.clock.unix_ms(),
            subject: subject.map(Into::into),
            attributes: Vec::new(),
            body: body.clone(),
        });
    }
}
