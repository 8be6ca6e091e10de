//! What has happened in an execution, event by event.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::operation::Operation;
use crate::lambda::wire::error_object::ErrorObject;

/// Its number is its place among the events of its execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Event {
    /// Such as `StepStarted`.
    pub(crate) event_type: String,
    pub(crate) at_ms: i64,
    /// What it happened to; `None` for an invocation.
    pub(crate) subject: Option<Subject>,
    /// As GetDurableExecutionHistory shows them, with all data.
    pub(crate) details: Value,
}

/// The operation of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) sub_type: Option<String>,
    pub(crate) parent_id: Option<String>,
}

impl Event {
    pub(crate) fn of(
        operation: &Operation,
        event_type: &str,
        at_ms: i64,
        details: Map<String, Value>,
    ) -> Self {
        Self {
            event_type: event_type.to_owned(),
            at_ms,
            subject: Some(Subject {
                id: operation.id.clone(),
                name: operation.name.clone(),
                sub_type: operation.sub_type.clone(),
                parent_id: operation.parent_id.clone(),
            }),
            details: Value::Object(details),
        }
    }

    /// An invocation has ended.
    pub(crate) fn of_invocation(
        started_ms: i64,
        ended_ms: i64,
        request_id: &str,
        error: Option<&ErrorObject>,
    ) -> Self {
        let mut details = Map::new();
        details.insert("StartTimestamp".to_owned(), seconds(started_ms));
        details.insert("EndTimestamp".to_owned(), seconds(ended_ms));
        details.insert("RequestId".to_owned(), json!(request_id));
        if let Some(error) = error {
            details.insert("Error".to_owned(), of_error(Some(error)));
        }
        Self {
            event_type: "InvocationCompleted".to_owned(),
            at_ms: ended_ms,
            subject: None,
            details: Value::Object(details),
        }
    }

    /// The details without data: what was left out counts as truncated.
    pub(crate) fn without_data(&self) -> Value {
        let mut details = self.details.clone();
        let members = details.as_object_mut().into_iter().flatten();
        for (_, member) in members {
            if let Some(holder) = member.as_object_mut()
                && holder.contains_key("Truncated")
            {
                holder.remove("Payload");
                holder.insert("Truncated".to_owned(), json!(true));
            }
        }
        details
    }
}

/// A moment as JSON answers have it.
pub(crate) fn seconds(unix_ms: i64) -> Value {
    json!(unix_ms as f64 / 1000.0)
}

/// EventInput and EventResult.
pub(crate) fn of_payload(payload: Option<&str>) -> Value {
    match payload {
        Some(payload) => json!({"Payload": payload, "Truncated": false}),
        None => json!({"Truncated": false}),
    }
}

/// EventError.
pub(crate) fn of_error(error: Option<&ErrorObject>) -> Value {
    match error {
        Some(error) => json!({"Payload": error, "Truncated": false}),
        None => json!({"Truncated": false}),
    }
}

/// The details of an operation that has ended: its error, or its result.
pub(crate) fn of_end(operation: &Operation, has_failed: bool) -> Map<String, Value> {
    let mut details = Map::new();
    match has_failed {
        true => details.insert("Error".to_owned(), of_error(operation.error.as_ref())),
        false => details.insert("Result".to_owned(), of_payload(operation.result.as_deref())),
    };
    details
}
