//! PutFunctionConcurrency.

use serde_json::{Value, json};

use super::running::{answer, deploy, invoke};
use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

fn put(server: &TestServer, name: &str, reserved: Value) -> Reply {
    let target = format!("/2017-10-31/functions/{name}/concurrency");
    let body = json!({"ReservedConcurrentExecutions": reserved});
    lambda(server, "PUT", &target, body)
}

/// Recorded answers: the limit is told, and GetFunction shows it.
#[test]
fn the_limit_is_kept() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = put(&server, "f", json!(5));
    let limit = json!({"ReservedConcurrentExecutions": 5});
    assert_eq!((reply.status, reply.json()), (200, limit.clone()));
    let found = lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null).json();
    assert_eq!(found["Concurrency"], limit);
}

/// Recorded answer to one event more.
#[test]
fn an_event_beyond_the_limit_is_throttled() {
    let server = TestServer::start();
    let code = "def handler(event, context):\n    return event";
    deploy(&server, "f", code);
    put(&server, "f", json!(0));
    let reply = invoke(&server, "f", json!({}));
    let body = json!({
        "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded",
        "Type": "User",
        "message": "Rate Exceeded.",
    });
    assert_refused(&reply, 429, "TooManyRequestsException", body);
    put(&server, "f", json!(1));
    assert_eq!(answer(&server, "f", json!(1)), 1);
    assert_eq!(answer(&server, "f", json!(2)), 2);
}

/// Recorded answer: 100 of 1000 are always left to the others.
#[test]
fn the_account_keeps_a_hundred() {
    let server = TestServer::start();
    create(&server, "f");
    create(&server, "g");
    let message = "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].";
    assert_invalid(&put(&server, "f", json!(901)), message);
    assert_eq!(put(&server, "f", json!(900)).status, 200);
    assert_eq!(put(&server, "f", json!(899)).status, 200);
    assert_invalid(&put(&server, "g", json!(2)), message);
    assert_eq!(put(&server, "g", json!(1)).status, 200);
}

/// Recorded answers.
#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    create(&server, "f");
    assert_not_found(&put(&server, "none", json!(1)), "none");
    assert_invalid(
        &put(&server, "f:1", json!(1)),
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
    assert_validation(
        &put(&server, "f", json!(-1)),
        "1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0",
    );
    assert_validation(
        &put(&server, "f", Value::Null),
        "1 validation error detected: Value null at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must not be null",
    );
}
