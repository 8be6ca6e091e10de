//! PauseDurableExecution: nothing is invoked, and what the execution waits for goes on.

use serde_json::{Value, json};

use super::durable_executions::{
    Puppet, advance, checkpoint, checkpoint_with, get, happened, path,
};
use super::{assert_invalid, assert_refused, assert_validation, lambda};
use crate::harness::{Reply, TestServer};

pub(super) fn pause(server: &TestServer, arn: &str, input: &Value) -> Reply {
    lambda(server, "POST", &path(arn, "/pause"), input.clone())
}

/// Asks until the history of an execution ends like this.
pub(super) fn await_event(server: &TestServer, arn: &str, event: &str) {
    for _ in 0..6000 {
        if happened(server, arn)
            .last()
            .is_some_and(|last| last == event)
        {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{event} is not the last: {:?}", happened(server, arn));
}

/// API reference, PauseDurableExecution and PauseDetails; the words of the conflict are ours.
#[test]
fn a_paused_execution_waits_on_and_is_not_invoked() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let wait = json!({
        "Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": 100},
    });
    let (arn, _) = puppet.start_with(wait);
    puppet.answer(json!({"Status": "PENDING"}));
    await_event(&server, &arn, "InvocationCompleted");
    let input = json!({"ClientToken": "t", "Reason": "maintenance"});
    let reply = pause(&server, &arn, &input);
    assert_eq!((reply.status, reply.json()), (202, json!({})));
    assert_eq!(pause(&server, &arn, &input).status, 202);
    let conflict = json!({
        "Type": "User", "message": "Cannot pause a durable execution that is PAUSED",
    });
    let again = pause(&server, &arn, &json!({}));
    assert_refused(&again, 409, "ResourceConflictException", conflict);
    let shown = get(&server, &arn, "");
    let since = &shown["PauseDetails"]["PauseRequestTimestamp"];
    let details = json!({
        "PauseRequestTimestamp": since, "Reason": "maintenance", "ExecutionTimeoutPaused": true,
    });
    assert_eq!(
        (&shown["Status"], &shown["PauseDetails"]),
        (&json!("PAUSED"), &details)
    );
    // 366 days after the start.
    let timeout = shown["ExpectedExecutionTimeoutTimestamp"].as_f64().unwrap();
    let life = timeout - shown["StartTimestamp"].as_f64().unwrap();
    assert!((life - 31_622_400.0).abs() < 0.01, "{life}");
    let bare = get(&server, &arn, "?IncludeExecutionData=false");
    assert_eq!(bare["PauseDetails"]["Reason"], Value::Null);
    let listed = |status: &str| {
        let list = format!("/2025-12-01/functions/f/durable-executions?Statuses={status}");
        let reply = lambda(&server, "GET", &list, Value::Null).json();
        reply["DurableExecutions"].as_array().unwrap().len()
    };
    assert_eq!((listed("PAUSED"), listed("RUNNING")), (1, 0));
    // Longer than the timeout of ten minutes.
    advance(&server, 1000);
    await_event(&server, &arn, "WaitSucceeded");
    assert_eq!(get(&server, &arn, "")["Status"], "PAUSED");
    let history = get(&server, &arn, "/history?IncludeExecutionData=true");
    let paused = &history["Events"][3];
    let expected = json!({
        "PauseRequestTimestamp": since, "ExecutionTimeoutPaused": true,
        "Reason": {"Payload": "maintenance", "Truncated": false},
    });
    assert_eq!(
        (&paused["EventType"], &paused["ExecutionPausedDetails"]),
        (&json!("ExecutionPaused"), &expected)
    );
    lambda(&server, "POST", &path(&arn, "/resume"), json!({}));
    let event = puppet.event();
    assert_eq!(event["UpdatedOperationIds"], json!(["w"]));
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
    assert_eq!(puppet.ended(&arn)["Status"], "SUCCEEDED");
}

/// API reference: PAUSING until the next checkpoint.
#[test]
fn the_checkpoint_of_an_invocation_that_is_to_pause_is_its_last() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    let event = puppet.event();
    assert_eq!(pause(&server, &arn, &json!({})).status, 202);
    assert_eq!(get(&server, &arn, "")["Status"], "PAUSING");
    let step = |id: &str| json!([{"Id": id, "Type": "STEP", "Action": "SUCCEED", "Payload": "1"}]);
    let reply = checkpoint(&server, &event, step("a"));
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(get(&server, &arn, "")["Status"], "PAUSED");
    let token = reply.json()["CheckpointToken"].as_str().unwrap().to_owned();
    let refused = checkpoint_with(&server, &arn, &token, step("b"));
    assert_invalid(&refused, "Invalid checkpoint token");
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "too late"}));
    await_event(&server, &arn, "InvocationCompleted");
    assert_eq!(get(&server, &arn, "")["Status"], "PAUSED");
    lambda(&server, "POST", &path(&arn, "/resume"), json!({}));
    let event = puppet.event();
    let operations = event["InitialExecutionState"]["Operations"].as_array();
    let ids: Vec<_> = operations.unwrap().iter().map(|own| &own["Id"]).collect();
    assert_eq!(ids[1..], [&json!("a")]);
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "2"}));
    assert_eq!(puppet.ended(&arn)["Result"], "2");
}

/// API model: ClientToken.
#[test]
fn what_cannot_be_paused_is_refused() {
    let server = TestServer::start();
    let nowhere = "arn:aws:lambda:us-east-1:000000000000:function:f:1/durable-execution/n/i";
    assert_validation(
        &pause(&server, nowhere, &json!({"ClientToken": "a b"})),
        "1 validation error detected: Value 'a b' at 'clientToken' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [\\x21-\\x7E]+",
    );
    let missing = json!({"Type": "User", "Message": "Durable Execution does not exist"});
    let reply = pause(&server, nowhere, &json!({}));
    assert_refused(&reply, 404, "ResourceNotFoundException", missing);
}
