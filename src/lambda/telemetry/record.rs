//! One thing that happened in an environment, and how each API tells it.
//!
//! AWS: Developer Guide, "Lambda Telemetry API Event schema reference" and "Using the Lambda Logs API".

use serde_json::{Value, json};

use super::request::{Api, Topic};

/// What happened, and when.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// As the platform saw it: `2026-11-23T05:00:00.123Z`.
    pub(super) time: String,
    pub(super) topic: Topic,
    /// Such as `platform.start`.
    pub(super) kind: &'static str,
    /// A line of a log is a string, breaks included.
    pub(super) content: Value,
}

impl Record {
    /// The events that a subscriber gets of it, as JSON: none or more.
    pub(super) fn told(&self, api: Api, lines_are_json: bool) -> Vec<String> {
        let told = match api {
            Api::Telemetry { objects } => {
                let parse = objects && lines_are_json && self.topic != Topic::Platform;
                match self.content.as_str().filter(|_| parse).and_then(object) {
                    Some(object) => vec![(self.kind, object)],
                    None if self.kind == FAULT => Vec::new(),
                    None => vec![(self.kind, self.content.clone())],
                }
            }
            Api::Logs { runtime_done } => self.of_logs(runtime_done),
        };
        let event = |(kind, content): (&str, Value)| {
            json!({"time": self.time, "type": kind, "record": content}).to_string()
        };
        told.into_iter().map(event).collect()
    }

    /// The Logs API knows fewer events, with fewer members.
    fn of_logs(&self, runtime_done: bool) -> Vec<(&'static str, Value)> {
        let content = &self.content;
        let id = || content["requestId"].clone();
        match self.kind {
            "platform.initStart" | "platform.initRuntimeDone" | "platform.initReport" => Vec::new(),
            "platform.telemetrySubscription" => {
                vec![("platform.logsSubscription", content.clone())]
            }
            "platform.runtimeDone" => {
                let status = match content["status"].as_str() {
                    Some("error") => "failure",
                    Some("timeout") => "timeout",
                    _ => "success",
                };
                let done = json!({"requestId": id(), "status": status});
                let told = runtime_done.then_some(("platform.runtimeDone", done));
                told.into_iter().collect()
            }
            "platform.report" => vec![
                ("platform.end", json!({"requestId": id()})),
                (
                    "platform.report",
                    json!({"requestId": id(), "metrics": content["metrics"]}),
                ),
            ],
            kind => vec![(kind, content.clone())],
        }
    }
}

/// Of the Logs API alone.
pub(super) const FAULT: &str = "platform.fault";

fn object(line: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(line).ok()?;
    value.is_object().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(kind: &'static str, content: Value, api: Api) -> Vec<String> {
        let record = Record {
            time: String::new(),
            topic: Topic::Platform,
            kind,
            content,
        };
        let told = record.told(api, true);
        let kind = |event: &String| serde_json::from_str::<Value>(event).unwrap()["type"].clone();
        told.iter()
            .map(|event| kind(event).as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn the_logs_api_tells_its_own_events() {
        let old = Api::Logs {
            runtime_done: false,
        };
        let new = Api::Logs { runtime_done: true };
        let report = json!({"requestId": "r", "metrics": {}});
        assert_eq!(
            kinds("platform.report", report, old),
            ["platform.end", "platform.report"]
        );
        let done = json!({"requestId": "r", "status": "error"});
        assert_eq!(kinds("platform.runtimeDone", done.clone(), old), [""; 0]);
        assert_eq!(
            kinds("platform.runtimeDone", done, new),
            ["platform.runtimeDone"]
        );
        assert_eq!(kinds("platform.initStart", json!({}), new), [""; 0]);
    }

    #[test]
    fn a_line_of_json_is_an_object_in_newer_schemas() {
        let record = Record {
            time: String::new(),
            topic: Topic::Function,
            kind: "function",
            content: Value::from("{\"level\":\"INFO\"}\n"),
        };
        let told = |objects, json| record.told(Api::Telemetry { objects }, json).remove(0);
        assert!(told(true, true).contains(r#""record":{"level":"INFO"}"#));
        assert!(told(true, false).contains(r#""record":"{\"level\""#));
        assert!(told(false, true).contains(r#""record":"{\"level\""#));
    }
}
