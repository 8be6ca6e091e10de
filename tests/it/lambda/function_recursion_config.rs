//! PutFunctionRecursionConfig and GetFunctionRecursionConfig, and the loops that they stop.

use std::time::Duration;

use serde_json::{Value, json};

use super::running::{deploy_with, invoke_raw};
use super::{assert_invalid, permit_s3};
use super::{assert_not_found, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
/// What SDKs send on from inside a function.
const CODE: &str = "import os
def handler(event, context): return os.environ['_X_AMZN_TRACE_ID']";

fn config(server: &TestServer, method: &str, name: &str, body: Value) -> Reply {
    let target = format!("/2024-08-31/functions/{name}/recursion-config");
    lambda(server, method, &target, body)
}

/// Recorded answers.
#[test]
fn loops_are_stopped_unless_they_are_allowed() {
    let server = TestServer::start();
    create(&server, "f");
    let get = || config(&server, "GET", "f", Value::Null).json();
    assert_eq!(get(), json!({"RecursiveLoop": "Terminate"}));
    let allow = json!({"RecursiveLoop": "Allow"});
    let reply = config(&server, "PUT", "f", allow.clone());
    assert_eq!((reply.status, reply.json()), (200, allow.clone()));
    assert_eq!(get(), allow);
}

/// Recorded answers.
#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    create(&server, "f");
    let put = |name, body| config(&server, "PUT", name, body);
    assert_validation(
        &put("f", json!({"RecursiveLoop": "InvalidValue"})),
        "1 validation error detected: Value 'InvalidValue' at 'recursiveLoop' failed to satisfy \
         constraint: Member must satisfy enum value set: [Terminate, Allow]",
    );
    assert_validation(
        &put("f", json!({})),
        "1 validation error detected: Value null at 'recursiveLoop' failed to satisfy constraint: \
         Member must not be null",
    );
    let allow = || json!({"RecursiveLoop": "Allow"});
    assert_not_found(&put("g", allow()), "g");
    assert_not_found(&config(&server, "GET", "g", Value::Null), "g");
    assert_invalid(
        &put("f:1", allow()),
        "This operation is permitted on Lambda functions only. Aliases and versions do not support \
         this operation. Please specify either a function name or an unqualified function ARN.",
    );
}

/// Invokes `f` with a trace header; what its own requests would send.
fn hop(server: &TestServer, trace_id: &str) -> Reply {
    let headers = [("x-amzn-trace-id", trace_id)];
    invoke_raw(server, "f", b"{}".to_vec(), &headers)
}

/// The header of a chain in which `f` ran as often as it may.
fn exhausted(server: &TestServer) -> String {
    let mut trace_id = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700".to_owned();
    for _ in 0..16 {
        let reply = hop(server, &trace_id);
        assert_eq!(reply.status, 200, "{}", reply.text());
        trace_id = reply.json().as_str().unwrap().to_owned();
    }
    assert!(trace_id.starts_with("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Lineage="));
    trace_id
}

/// Developer Guide, "Use Lambda recursive loop detection"; the text is the API model's.
#[test]
fn the_seventeenth_run_of_a_chain_is_refused() {
    let server = TestServer::start();
    deploy_with(&server, "f", CODE, json!({}));
    let trace_id = exhausted(&server);
    let message = "Lambda has detected your function being invoked in a recursive loop with other \
                   Amazon Web Services resources and stopped your function's invocation.";
    assert_refused(
        &hop(&server, &trace_id),
        400,
        "RecursiveInvocationException",
        json!({"Type": "User", "Message": message}),
    );
    assert_eq!(
        hop(&server, "Root=1-5bef4de7-000000000000000000000000").status,
        200
    );
    config(&server, "PUT", "f", json!({"RecursiveLoop": "Allow"}));
    assert_eq!(hop(&server, &trace_id).status, 200);
}

/// Same page: an asynchronous event goes to the dead-letter queue, and so does one that S3 sends.
#[test]
fn an_event_of_a_loop_is_given_to_the_dead_letter_queue() {
    let server = TestServer::start();
    let dead_letter = json!({"DeadLetterConfig": {"TargetArn": QUEUE}});
    deploy_with(&server, "f", CODE, dead_letter);
    let trace_id = exhausted(&server);
    let headers = [
        ("x-amzn-trace-id", trace_id.as_str()),
        ("x-amz-invocation-type", "Event"),
    ];
    let reply = invoke_raw(&server, "f", b"{\"n\":1}".to_vec(), &headers);
    assert_eq!(reply.status, 202, "{}", reply.text());
    assert_eq!(buried(&server, 1), r#"{"n":1}"#);

    server.request("PUT", "/pail").signed("s3").send();
    permit_s3(&server, "f", "arn:aws:s3:::pail");
    let rule = "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>\
                arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction>\
                <Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration>\
                </NotificationConfiguration>";
    let put = server.request("PUT", "/pail?notification").signed("s3");
    assert_eq!(put.body(rule).send().status, 200);
    let put = server.request("PUT", "/pail/key").signed("s3");
    put.header("x-amzn-trace-id", &trace_id).body("x").send();
    assert!(buried(&server, 2).contains("pail"));
}

/// The payload of the newest of so many events in the dead-letter queue.
fn buried(server: &TestServer, count: usize) -> String {
    for _ in 0..6000 {
        let page = format!("/_ruststack/events?target={QUEUE}");
        let page = server.request("GET", &page).send().json();
        let events = page["events"].as_array().unwrap();
        if events.len() >= count {
            let newest = events[events.len() - 1]["message"].as_str();
            return newest.unwrap().to_owned();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing is buried");
}
