//! ResumeDurableExecution: an execution goes on that was paused, or was to be.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, checkpoint, get, happened, path};
use super::pause_durable_execution::{await_event, pause};
use super::{assert_refused, lambda};
use crate::harness::{Reply, TestServer};

fn resume(server: &TestServer, arn: &str, input: &Value) -> Reply {
    lambda(server, "POST", &path(arn, "/resume"), input.clone())
}

/// API reference, ResumeDurableExecution: an invocation in progress continues.
#[test]
fn a_resume_takes_back_a_pause_that_has_not_taken_hold() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    let event = puppet.event();
    pause(&server, &arn, &json!({}));
    let reply = resume(&server, &arn, &json!({}));
    assert_eq!((reply.status, reply.json()), (202, json!({})));
    assert_eq!(get(&server, &arn, "")["Status"], "RUNNING");
    let step = json!([{"Id": "a", "Type": "STEP", "Action": "SUCCEED", "Payload": "1"}]);
    assert_eq!(checkpoint(&server, &event, step).status, 200);
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
    assert_eq!(puppet.ended(&arn)["Result"], "1");
    let expected = [
        "ExecutionStarted",
        "StepStarted",
        "StepSucceeded",
        "InvocationCompleted",
        "ExecutionSucceeded",
    ];
    assert_eq!(happened(&server, &arn), expected);
    let conflict = json!({
        "Type": "User", "message": "Cannot resume a durable execution that is SUCCEEDED",
    });
    let reply = resume(&server, &arn, &json!({}));
    assert_refused(&reply, 409, "ResourceConflictException", conflict);
}

/// API reference: without anything new, the execution waits on.
#[test]
fn an_execution_that_waits_goes_on_waiting_after_a_pause() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let callback = json!({"Id": "c", "Type": "CALLBACK", "Action": "START"});
    let (arn, _) = puppet.start_with(callback);
    puppet.answer(json!({"Status": "PENDING"}));
    await_event(&server, &arn, "InvocationCompleted");
    pause(&server, &arn, &json!({"ExecutionTimeoutPaused": false}));
    let input = json!({"ClientToken": "t", "Reason": "done"});
    assert_eq!(resume(&server, &arn, &input).status, 202);
    assert_eq!(resume(&server, &arn, &input).status, 202);
    let history = get(&server, &arn, "/history?IncludeExecutionData=true");
    let events = history["Events"].as_array().unwrap();
    let resumed = &events.last().unwrap()["ExecutionResumedDetails"];
    let expected = json!({
        "ResumeRequestTimestamp": resumed["ResumeRequestTimestamp"],
        "Reason": {"Payload": "done", "Truncated": false},
    });
    assert_eq!(*resumed, expected);
    let shown = get(&server, &arn, "");
    assert_eq!(
        (&shown["Status"], &shown["PauseDetails"]),
        (&json!("RUNNING"), &Value::Null)
    );
    lambda(&server, "POST", &path(&arn, "/stop"), json!({}));
}
