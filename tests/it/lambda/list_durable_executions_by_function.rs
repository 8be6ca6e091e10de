//! ListDurableExecutionsByFunction: filters, order and pages.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, advance};
use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

fn list(server: &TestServer, function: &str, query: &str) -> Reply {
    let target = format!("/2025-12-01/functions/{function}/durable-executions{query}");
    lambda(server, "GET", &target, Value::Null)
}

fn names(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let page = reply.json();
    let all = page["DurableExecutions"].as_array().unwrap().iter();
    all.map(|own| own["DurableExecutionName"].as_str().unwrap().to_owned())
        .collect()
}

/// API reference: newest first, unless ReverseOrder says otherwise.
#[test]
fn executions_are_listed_by_what_they_are() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    for name in ["a", "b", "c"] {
        let arn = puppet.start(name, &json!({}));
        puppet.event();
        if name != "c" {
            let status = if name == "a" { "SUCCEEDED" } else { "FAILED" };
            puppet.answer(json!({"Status": status}));
            puppet.ended(&arn);
        }
        advance(&server, 10);
    }
    let all = list(&server, "f", "");
    assert_eq!(names(&all), ["c", "b", "a"]);
    let own = &all.json()["DurableExecutions"][2];
    let expected = json!({
        "DurableExecutionArn": own["DurableExecutionArn"],
        "DurableExecutionName": "a",
        "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",
        "Status": "SUCCEEDED",
        "StartTimestamp": own["StartTimestamp"],
        "EndTimestamp": own["EndTimestamp"],
    });
    assert_eq!(*own, expected);
    let second = all.json()["DurableExecutions"][1]["StartTimestamp"].clone();
    for (query, expected) in [
        ("?ReverseOrder=true".to_owned(), &["a", "b", "c"][..]),
        ("?Statuses=RUNNING".to_owned(), &["c"]),
        ("?Statuses=PAUSED".to_owned(), &[]),
        ("?DurableExecutionName=b".to_owned(), &["b"]),
        (format!("?StartedAfter={second}"), &["c"]),
        (format!("?StartedBefore={second}"), &["a"]),
        ("?StartedBefore=2001-01-01T00%3A00%3A00Z".to_owned(), &[]),
        ("?Qualifier=%24LATEST".to_owned(), &["c", "b", "a"]),
        ("?MaxItems=2".to_owned(), &["c", "b"]),
    ] {
        assert_eq!(names(&list(&server, "f", &query)), expected, "{query}");
    }
    let page = list(&server, "f", "?MaxItems=2").json();
    let marker = page["NextMarker"].as_str().unwrap().replace('=', "%3D");
    assert_eq!(
        names(&list(&server, "f", &format!("?Marker={marker}"))),
        ["a"]
    );
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}

/// Answers seen in public tests.
#[test]
fn what_cannot_be_asked_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    assert_eq!(names(&list(&server, "f", "")), [""; 0]);
    assert_not_found(&list(&server, "g", ""), "g");
    assert_invalid(
        &list(&server, "f", "?Statuses=RUNNING&Statuses=FAILED"),
        "Cannot filter by more than one status",
    );
    assert_invalid(&list(&server, "f", "?Marker=bogus"), "Invalid Marker");
    assert_validation(
        &list(&server, "f", "?Statuses=BOGUS&MaxItems=-1"),
        "2 validation errors detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member \
         must have value greater than or equal to 0; Value '[BOGUS]' at 'statuses' failed to satisfy \
         constraint: Member must satisfy constraint: [Member must satisfy enum value set: [SUCCEEDED, \
         TIMED_OUT, DELETING, STOPPED, PAUSED, PAUSING, FAILED, RUNNING], Member must not be null]",
    );
    let message = json!({"Message": "'NaN' can not be converted to Date"});
    let reply = list(&server, "f", "?StartedAfter=NaN");
    assert_refused(&reply, 400, "SerializationException", message);
}
