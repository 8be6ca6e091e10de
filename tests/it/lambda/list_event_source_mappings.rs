//! ListEventSourceMappings.

use serde_json::{Value, json};

use super::event_sources::{MAPPINGS, stream_of};
use super::{assert_validation, create, lambda};
use crate::harness::TestServer;

fn list(server: &TestServer, query: &str) -> Value {
    let target = format!("{MAPPINGS}/?{query}");
    let reply = lambda(server, "GET", &target, Value::Null);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// The functions of the mappings in a list.
fn names(page: &Value) -> Vec<String> {
    let mappings = page["EventSourceMappings"].as_array().unwrap().iter();
    let name = |mapping: &Value| {
        let arn = mapping["FunctionArn"].as_str().unwrap();
        arn.split(':').skip(6).collect::<Vec<_>>().join(":")
    };
    let mut names: Vec<_> = mappings.map(name).collect();
    names.sort();
    names
}

#[test]
fn mappings_are_found_by_source_and_by_function() {
    let server = TestServer::start();
    assert_eq!(list(&server, ""), json!({"EventSourceMappings": []}));
    let arns = ["first", "second"].map(|table| stream_of(&server, table));
    for function in ["f", "g"] {
        create(&server, function);
    }
    for (function, arn) in [
        ("f", &arns[0]),
        ("f", &arns[1]),
        ("g", &arns[1]),
        ("f:$LATEST", &arns[1]),
    ] {
        let request = json!({
            "FunctionName": function,
            "EventSourceArn": arn,
            "StartingPosition": "LATEST",
        });
        let reply = lambda(&server, "POST", MAPPINGS, request);
        assert_eq!(reply.status, 202, "{}", reply.text());
    }
    assert_eq!(names(&list(&server, "")), ["f", "f", "f:$LATEST", "g"]);
    assert_eq!(names(&list(&server, "FunctionName=f")), ["f", "f"]);
    let arn = arns[0].replace(':', "%3A").replace('/', "%2F");
    assert_eq!(
        names(&list(&server, &format!("EventSourceArn={arn}"))),
        ["f"]
    );
    let none = format!("EventSourceArn={arn}&FunctionName=g");
    assert!(names(&list(&server, &none)).is_empty());
    let first = list(&server, "MaxItems=3");
    let marker = first["NextMarker"].as_str().unwrap();
    let second = list(&server, &format!("Marker={}", marker.replace('=', "%3D")));
    assert_eq!((names(&first).len(), names(&second).len()), (3, 1));
    assert_eq!(second.get("NextMarker"), None);
}

#[test]
fn a_source_that_is_no_arn_is_refused() {
    let server = TestServer::start();
    let reply = lambda(
        &server,
        "GET",
        &format!("{MAPPINGS}?EventSourceArn=q"),
        Value::Null,
    );
    assert_validation(
        &reply,
        r"1 validation error detected: Value 'q' at 'eventSourceArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)",
    );
}
