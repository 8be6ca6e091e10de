//! TagResource.

use serde_json::{Value, json};

use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

fn tag(server: &TestServer, arn: &str, tags: Value) -> Reply {
    let target = format!("/2017-03-31/tags/{}", arn.replace(':', "%3A"));
    lambda(server, "POST", &target, json!({"Tags": tags}))
}

/// AWS's page API_TagResource: 204; GetFunction shows them.
#[test]
fn tags_are_added_and_replaced() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = tag(&server, ARN, json!({"a": "1", "b": "2"}));
    assert_eq!((reply.status, reply.text()), (204, String::new()));
    assert_eq!(tag(&server, ARN, json!({"b": "3"})).status, 204);
    let found = lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null).json();
    assert_eq!(found["Tags"], json!({"a": "1", "b": "3"}));
}

/// Recorded answers.
#[test]
fn what_cannot_be_tagged_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    let message =
        "Tags on function aliases and versions are not supported. Please specify a function ARN.";
    for qualifier in ["$LATEST", "1", "live"] {
        let arn = format!("{ARN}:{qualifier}");
        assert_invalid(&tag(&server, &arn, json!({"a": "1"})), message);
    }
    let arn = format!("{ARN}-none");
    assert_not_found(&tag(&server, &arn, json!({"a": "1"})), "f-none");
    let message = "An error occurred and the request cannot be processed.";
    assert_invalid(&tag(&server, ARN, json!({})), message);
    let message = "1 validation error detected: Value null at 'tags' failed to satisfy constraint: Member must not be null";
    assert_validation(&tag(&server, ARN, Value::Null), message);
    let reply = tag(&server, "arn:aws:something", json!({"a": "1"}));
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("ValidationException")
    );
    let prefix = "1 validation error detected: Value 'arn:aws:something' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:";
    assert!(
        reply.json()["message"]
            .as_str()
            .unwrap()
            .starts_with(prefix)
    );
    let mapping = "arn:aws:lambda:us-east-1:000000000000:event-source-mapping:6f2bda1a-9dcb-4fd7-8b0e-8a9d7a3fbb0f";
    let body = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    let reply = tag(&server, mapping, json!({"a": "1"}));
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
}

/// Recorded answer.
#[test]
fn fifty_tags_are_enough() {
    let server = TestServer::start();
    create(&server, "f");
    let tags = |range: std::ops::Range<u32>| -> Value {
        let pairs = range.map(|n| (format!("k{n}"), json!("v")));
        Value::Object(pairs.collect())
    };
    assert_eq!(tag(&server, ARN, tags(0..50)).status, 204);
    assert_eq!(tag(&server, ARN, tags(0..50)).status, 204);
    let message = "Number of tags exceeds resource tag limit.";
    assert_invalid(&tag(&server, ARN, tags(50..51)), message);
}
