//! Operation: how answers and the event of an invocation show an operation of a durable execution.

use serde_json::{Map, Value, json};

use crate::lambda::durable::history::seconds;
use crate::lambda::durable::operation::{Details, Operation};

/// How moments are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// In answers: seconds since 1970, with a fraction.
    Seconds,
    /// In events for runtimes: milliseconds since 1970.
    Millis,
}

impl Times {
    fn moment(self, unix_ms: i64) -> Value {
        match self {
            Self::Seconds => seconds(unix_ms),
            Self::Millis => json!(unix_ms),
        }
    }
}

pub(crate) fn operation(own: &Operation, times: Times) -> Value {
    let mut shown = Map::new();
    let mut put = |member: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(member.to_owned(), value);
        }
    };
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let (member, details) = details(own, times);
    put("Id", Some(json!(own.id)));
    put("ParentId", text(&own.parent_id));
    put("Name", text(&own.name));
    put("Type", Some(json!(own.operation_type().as_str())));
    put("SubType", text(&own.sub_type));
    put("StartTimestamp", Some(times.moment(own.started_ms)));
    put(
        "EndTimestamp",
        own.ended_ms.map(|ended| times.moment(ended)),
    );
    put("Status", Some(json!(own.status)));
    put(member, Some(details));
    Value::Object(shown)
}

fn details(own: &Operation, times: Times) -> (&'static str, Value) {
    let mut details = Map::new();
    let mut put = |member: &str, value: Option<Value>| {
        if let Some(value) = value {
            details.insert(member.to_owned(), value);
        }
    };
    let member = match &own.details {
        Details::Execution { input } => {
            put("InputPayload", input.as_ref().map(|input| json!(input)));
            return ("ExecutionDetails", Value::Object(details));
        }
        Details::Wait { until_ms, .. } => {
            put("ScheduledEndTimestamp", Some(times.moment(*until_ms)));
            return ("WaitDetails", Value::Object(details));
        }
        Details::Context { replay_children } => {
            put("ReplayChildren", replay_children.then(|| json!(true)));
            "ContextDetails"
        }
        Details::Step {
            attempt,
            next_attempt_ms,
        } => {
            put("Attempt", Some(json!(attempt)));
            let next = next_attempt_ms.map(|next| times.moment(next));
            put("NextAttemptTimestamp", next);
            "StepDetails"
        }
        Details::Callback { callback_id, .. } => {
            put("CallbackId", Some(json!(callback_id)));
            "CallbackDetails"
        }
        Details::ChainedInvoke { .. } => "ChainedInvokeDetails",
    };
    put("Result", own.result.as_ref().map(|result| json!(result)));
    put("Error", own.error.as_ref().map(|error| json!(error)));
    (member, Value::Object(details))
}
