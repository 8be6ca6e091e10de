//! CheckpointDurableExecution: tokens, and what updates may say. Statuses and texts are those of AWS's
//! testing libraries for durable executions.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, checkpoint, checkpoint_with, path};
use super::{assert_invalid, assert_validation, lambda};
use crate::harness::TestServer;

fn step(action: &str) -> Value {
    json!({"Id": "s", "Type": "STEP", "Action": action})
}

#[test]
fn an_answer_has_what_has_changed_and_the_next_token() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    puppet.start("n", &json!({}));
    let event = puppet.event();
    let context = json!({
        "Id": "c", "Type": "CONTEXT", "SubType": "RunInChildContext", "Name": "inner", "Action": "START",
    });
    let mut child = step("START");
    child["ParentId"] = json!("c");
    let reply = checkpoint(&server, &event, json!([context, child]));
    assert_eq!(reply.status, 200, "{}", reply.text());
    let first = reply.json();
    let operations = &first["NewExecutionState"]["Operations"];
    assert_eq!(
        *operations,
        json!([
            {
                "Id": "c", "Type": "CONTEXT", "SubType": "RunInChildContext", "Name": "inner",
                "Status": "STARTED", "ContextDetails": {},
                "StartTimestamp": operations[0]["StartTimestamp"],
            },
            {
                "Id": "s", "ParentId": "c", "Type": "STEP", "Status": "STARTED",
                "StepDetails": {"Attempt": 0}, "StartTimestamp": operations[1]["StartTimestamp"],
            },
        ])
    );
    let seconds = operations[0]["StartTimestamp"].as_f64().unwrap();
    assert!(seconds < 100_000_000_000.0, "{seconds}");
    let arn = event["DurableExecutionArn"].as_str().unwrap();
    let token = first["CheckpointToken"].as_str().unwrap();
    // A checkpoint without updates asks for news.
    let second = checkpoint_with(&server, arn, token, json!([])).json();
    assert_eq!(second["NewExecutionState"]["Operations"], json!([]));
    assert_ne!(second["CheckpointToken"], first["CheckpointToken"]);
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}

#[test]
fn a_token_is_good_for_one_checkpoint() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    puppet.start("n", &json!({}));
    let event = puppet.event();
    let (arn, token) = (&event["DurableExecutionArn"], &event["CheckpointToken"]);
    let target = path(arn.as_str().unwrap(), "/checkpoint");
    let body = json!({"CheckpointToken": token, "Updates": [step("START")], "ClientToken": "c"});
    let send = |body: &Value| lambda(&server, "POST", &target, body.clone());
    let first = send(&body);
    assert_eq!(first.status, 200, "{}", first.text());
    // Who asks again gets the same answer.
    assert_eq!(send(&body).text(), first.text());
    let mut other = body.clone();
    other["ClientToken"] = json!("d");
    assert_invalid(&send(&other), "Invalid checkpoint token");
    let other = path(&arn.as_str().unwrap().replace("/n/", "/m/"), "/checkpoint");
    let reply = lambda(&server, "POST", &other, body);
    assert_invalid(&reply, "Invalid checkpoint token");
    puppet.answer(json!({"Status": "SUCCEEDED"}));
    puppet.ended(arn.as_str().unwrap());
    let next = first.json()["CheckpointToken"].clone();
    let reply = checkpoint_with(
        &server,
        arn.as_str().unwrap(),
        next.as_str().unwrap(),
        json!([]),
    );
    assert_invalid(&reply, "Invalid checkpoint token");
}

#[test]
fn what_updates_may_not_say_is_refused_and_changes_nothing() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (arn, token) = puppet.start_with(step("START"));
    let with = |mut update: Value, member: &str, value: Value| {
        update[member] = value;
        update
    };
    let other = |kind: &str, action: &str| json!({"Id": "o", "Type": kind, "Action": action});
    for (updates, message) in [
        (
            json!([step("START")]),
            "Invalid current STEP state to start.",
        ),
        (
            json!([step("RETRY")]),
            "Invalid StepOptions for the given action.",
        ),
        (
            json!([with(step("SUCCEED"), "Error", json!({}))]),
            "Cannot provide an Error for SUCCEED action.",
        ),
        (
            json!([with(step("FAIL"), "Payload", json!("1"))]),
            "Cannot provide a Payload for FAIL action.",
        ),
        (
            json!([step("CANCEL")]),
            "Invalid action for the given operation type.",
        ),
        (
            json!([with(other("STEP", "START"), "ParentId", json!("s"))]),
            "Invalid parent operation id.",
        ),
        (
            json!([with(step("SUCCEED"), "Name", json!("x"))]),
            "Inconsistent operation name.",
        ),
        (
            json!([with(other("WAIT", "START"), "Id", json!("s"))]),
            "Inconsistent operation type.",
        ),
        (
            json!([other("WAIT", "START")]),
            "Update for WAIT operation requires WaitOptions.",
        ),
        (
            json!([other("WAIT", "CANCEL")]),
            "Cannot cancel a WAIT that does not exist or has already completed.",
        ),
        (
            json!([step("SUCCEED"), step("SUCCEED")]),
            "Cannot update the same operation twice in a single request.",
        ),
        (
            json!([other("EXECUTION", "SUCCEED"), step("SUCCEED")]),
            "EXECUTION checkpoint must be the last update.",
        ),
        (
            json!([with(
                step("SUCCEED"),
                "Payload",
                json!("x".repeat(1_048_577))
            )]),
            "STEP payload size must be less than or equal to 1048576 bytes.",
        ),
        (
            json!([with(
                other("CHAINED_INVOKE", "START"),
                "ChainedInvokeOptions",
                json!({"FunctionName": "arn:aws:lambda:us-east-1:123456789012:function:f:1"})
            )]),
            "Cannot start a CHAINED_INVOKE on a function in another account.",
        ),
    ] {
        assert_invalid(&checkpoint_with(&server, &arn, &token, updates), message);
    }
    // The token is still the next one, and the step still open.
    let reply = checkpoint_with(&server, &arn, &token, json!([step("SUCCEED")]));
    assert_eq!(reply.status, 200, "{}", reply.text());
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}

/// A result that no answer can hold (`EXECUTION` in the SDKs) is a checkpoint, and the last one.
#[test]
fn a_checkpoint_may_end_the_execution() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    let event = puppet.event();
    let end = json!({"Id": "e", "Type": "EXECUTION", "Action": "SUCCEED", "Payload": "[7]"});
    let reply = checkpoint(&server, &event, json!([end]));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["CheckpointToken"], Value::Null);
    let ended = puppet.ended(&arn);
    assert_eq!(
        (&ended["Status"], &ended["Result"]),
        (&json!("SUCCEEDED"), &json!("[7]"))
    );
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": ""}));
}

/// API model: OperationUpdate.
#[test]
fn updates_are_checked_against_the_model() {
    let server = TestServer::start();
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:1/durable-execution/n/i";
    let target = path(arn, "/checkpoint");
    let body = json!({"CheckpointToken": "QUJD", "Updates": [{"Id": "a b", "Type": "NAP"}]});
    assert_validation(
        &lambda(&server, "POST", &target, body),
        "3 validation errors detected: Value 'a b' at 'updates.1.member.id' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+; Value 'NAP' at \
         'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: \
         [EXECUTION, CONTEXT, STEP, WAIT, CALLBACK, CHAINED_INVOKE]; Value null at \
         'updates.1.member.action' failed to satisfy constraint: Member must not be null",
    );
    let reply = lambda(&server, "POST", &target, json!({"CheckpointToken": "QUJD"}));
    assert_invalid(&reply, "Invalid checkpoint token");
}
