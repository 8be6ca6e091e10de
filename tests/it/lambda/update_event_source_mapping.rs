//! UpdateEventSourceMapping; how a mapping pauses and goes on is in `event_sources`.

use serde_json::{Value, json};

use super::event_sources::{MAPPINGS, at, stream_of};
use super::{assert_invalid, create, lambda};
use crate::harness::TestServer;

fn made(server: &TestServer) -> Value {
    let request = json!({
        "FunctionName": "f",
        "EventSourceArn": stream_of(server, "table"),
        "StartingPosition": "LATEST",
        "FilterCriteria": {"Filters": [{"Pattern": "{\"eventName\": [\"INSERT\"]}"}]},
        "MaximumRetryAttempts": 3,
    });
    let reply = lambda(server, "POST", MAPPINGS, request);
    assert_eq!(reply.status, 202, "{}", reply.text());
    reply.json()
}

#[test]
fn what_is_not_said_stays() {
    let server = TestServer::start();
    create(&server, "f");
    create(&server, "g");
    let mapping = made(&server);
    let change = json!({
        "FunctionName": "g",
        "BatchSize": 5,
        "MaximumRecordAgeInSeconds": 60,
        "MetricsConfig": {"Metrics": ["EventCount"]},
    });
    let reply = lambda(&server, "PUT", &at(&mapping), change);
    assert_eq!(reply.status, 202, "{}", reply.text());
    let changed = reply.json();
    assert_eq!(changed["State"], "Updating");
    let mut expected = mapping.clone();
    for (member, value) in [
        ("State", json!("Updating")),
        ("LastModified", changed["LastModified"].clone()),
        ("BatchSize", json!(5)),
        ("MaximumRecordAgeInSeconds", json!(60)),
        ("MetricsConfig", json!({"Metrics": ["EventCount"]})),
        (
            "FunctionArn",
            json!("arn:aws:lambda:us-east-1:000000000000:function:g"),
        ),
    ] {
        expected[member] = value;
    }
    assert_eq!(changed, expected);
    let cleared = json!({"FilterCriteria": {}, "MaximumRecordAgeInSeconds": -1});
    let cleared = lambda(&server, "PUT", &at(&mapping), cleared).json();
    assert_eq!(cleared.get("FilterCriteria"), None);
    assert_eq!(cleared["MaximumRecordAgeInSeconds"], -1);
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let server = TestServer::start();
    create(&server, "f");
    let mapping = made(&server);
    let reply = lambda(
        &server,
        "PUT",
        &at(&mapping),
        json!({"FunctionName": "none"}),
    );
    assert_invalid(&reply, "Function does not exist");
    let pattern = json!({"BatchSize": 7, "FilterCriteria": {"Filters": [{"Pattern": "no"}]}});
    let reply = lambda(&server, "PUT", &at(&mapping), pattern);
    assert_invalid(&reply, "Invalid filter pattern definition.");
    let shown = lambda(&server, "GET", &at(&mapping), Value::Null).json();
    assert_eq!(shown["BatchSize"], 100);
}
