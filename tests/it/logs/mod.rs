//! CloudWatch Logs, one file for each operation or family of them.

mod create_log_group;
mod create_log_stream;
mod delete_log_group;
mod delete_log_stream;
mod describe_log_groups;
mod describe_log_streams;
mod filter_log_events;
mod get_log_events;
mod list_log_groups;
mod protocol;
mod put_log_events;
mod put_log_group_deletion_protection;
mod put_retention_policy;
mod start_live_tail;
mod subscription_filters;
mod tag_log_group;
mod tag_resource;
mod test_metric_filter;

use ruststack::Clock;
use serde_json::{Value, json};

use crate::harness::{Reply, TestServer};

/// 2026-11-22 10:00:00 UTC.
const NOW_MS: i64 = 1_795_341_600_000;
const DAY_MS: i64 = 86_400_000;

/// A server whose clock stands still, and the clock.
fn frozen() -> (TestServer, Clock) {
    let clock = Clock::frozen(NOW_MS);
    let own = clock.clone();
    (TestServer::with(|config| config.clock = own), clock)
}

/// Asks as an account of AWS's examples.
fn logs(server: &TestServer, operation: &str, body: Value) -> Reply {
    server
        .request("POST", "/")
        .header("x-amz-target", &format!("Logs_20140328.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .signed_as("123456789012", "us-east-1", "logs")
        .body(body.to_string())
        .send()
}

/// As [`logs`], for what must go well; `null` is an empty answer.
fn done(server: &TestServer, operation: &str, body: Value) -> Value {
    let reply = logs(server, operation, body);
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
    match reply.body.is_empty() {
        true => Value::Null,
        false => reply.json(),
    }
}

/// As [`logs`], for what must be refused: code and message.
fn refused(server: &TestServer, operation: &str, body: Value) -> (String, String) {
    let reply = logs(server, operation, body);
    assert_eq!(reply.status, 400, "{operation}: {}", reply.text());
    let error = reply.json();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (text("__type"), text("message"))
}

fn error(code: &str, message: &str) -> (String, String) {
    (code.to_owned(), message.to_owned())
}

fn no_group() -> (String, String) {
    error(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

fn no_stream() -> (String, String) {
    error(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

fn make_group(server: &TestServer, name: &str) {
    done(server, "CreateLogGroup", json!({"logGroupName": name}));
}

fn make_stream(server: &TestServer, group: &str, stream: &str) {
    let body = json!({"logGroupName": group, "logStreamName": stream});
    done(server, "CreateLogStream", body);
}

/// Puts one event for each time and message into a stream.
fn put(server: &TestServer, group: &str, stream: &str, events: &[(i64, &str)]) -> Value {
    let events: Vec<_> = events
        .iter()
        .map(|(timestamp, message)| json!({"timestamp": timestamp, "message": message}))
        .collect();
    let body = json!({"logGroupName": group, "logStreamName": stream, "logEvents": events});
    done(server, "PutLogEvents", body)
}

/// One member of every structure in a list.
fn all<'a>(reply: &'a Value, list: &str, member: &str) -> Vec<&'a str> {
    let items = reply[list].as_array().unwrap().iter();
    items.map(|item| item[member].as_str().unwrap()).collect()
}
