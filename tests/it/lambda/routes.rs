//! Paths of operations that are not there.

use serde_json::{Value, json};

use super::{assert_refused, lambda};
use crate::harness::TestServer;

/// AWS has no such answer: it is for the person who looks for the reason.
#[test]
fn an_operation_that_is_not_available_says_so() {
    let server = TestServer::start();
    for (method, target, operation) in [
        ("GET", "/2026-07-09/resource-policy/r", "GetResourcePolicy"),
        ("PUT", "/2026-07-09/resource-policy/r", "PutResourcePolicy"),
    ] {
        let reply = lambda(&server, method, target, Value::Null);
        let message = format!("Lambda operation {operation} is not available in RustStack");
        assert_refused(
            &reply,
            501,
            "NotImplementedException",
            json!({"message": message}),
        );
    }
}

#[test]
fn an_unknown_path_is_an_unknown_operation() {
    let server = TestServer::start();
    let reply = lambda(&server, "GET", "/2015-03-31/nothing", Value::Null);
    assert_refused(&reply, 404, "UnknownOperationException", json!({}));
}
