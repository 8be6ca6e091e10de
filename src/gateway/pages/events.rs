//! `/_ruststack/events`: what services sent to queues, topics and event buses, which are not here.

use std::sync::Arc;

use http::{Method, Request, Response};
use serde_json::{Value, json};

use super::document;
use crate::aws::body::Body;
use crate::aws::error::AwsError;
use crate::aws::query::parameter;
use crate::aws::time::{from_unix_ms, iso_millis};
use crate::bus::outbox::{Message, Outbox, Selection};
use crate::gateway::error;

/// Events in one answer unless `limit` asks for fewer.
const EVENTS_MAX: usize = 1000;

/// Answers GET with the events behind `after`, oldest first, and DELETE by forgetting them; both
/// take `target`, `source` and `bucket` to mean some of them only.
pub(super) fn page(request: &Request<Body>, outbox: &Outbox) -> Result<Response<Body>, AwsError> {
    let query = request.uri().query().unwrap_or_default();
    let text = |name| parameter(query, name).filter(|value| !value.is_empty());
    let target = text("target");
    let source = text("bucket").map(|bucket| format!("arn:aws:s3:::{bucket}"));
    let source = source.or_else(|| text("source").map(Into::into));
    let selection = Selection {
        target: target.as_deref(),
        source: source.as_deref(),
    };
    match *request.method() {
        Method::GET | Method::HEAD => {
            let after = number(query, "after")?.unwrap_or_default();
            let limit = number(query, "limit")?.unwrap_or(EVENTS_MAX as u64);
            let limit = usize::try_from(limit).unwrap_or(EVENTS_MAX).min(EVENTS_MAX);
            let events = outbox.read(selection, after, limit);
            let next = events.last().map_or(after, |(number, _)| *number);
            let events: Vec<_> = events.iter().map(shown).collect();
            Ok(document::answer(&json!({"events": events, "next": next})))
        }
        Method::DELETE => {
            outbox.forget(selection);
            Ok(document::answer(&json!({})))
        }
        _ => Err(error::page::method_not_allowed("GET, DELETE")),
    }
}

fn number(query: &str, name: &str) -> Result<Option<u64>, AwsError> {
    match parameter(query, name) {
        None => Ok(None),
        Some(value) => match value.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(error::page::parameter(name, &value)),
        },
    }
}

fn shown((number, message): &(u64, Arc<Message>)) -> Value {
    let mut shown = json!({
        "number": number,
        "time": iso_millis(from_unix_ms(message.sent_ms)),
        "target": message.target,
        "source": message.source,
        "message": message.body,
    });
    if let Some(subject) = &message.subject {
        shown["subject"] = json!(subject);
    }
    if !message.attributes.is_empty() {
        let attributes = message.attributes.iter();
        let attributes = attributes.map(|(name, value)| (name.clone().into_owned(), json!(value)));
        shown["attributes"] = Value::Object(attributes.collect());
    }
    shown
}
