//! SendDurableExecutionCallbackSuccess: what an execution waits for has a result.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, checkpoint, get};
use super::{assert_invalid, assert_refused};
use crate::harness::{Reply, TestServer};

/// Starts an execution that waits for a callback; its ARN, and the callback's id.
pub(super) fn waiting(puppet: &Puppet<'_>, options: &Value) -> (String, String) {
    let arn = puppet.start("n", &json!({}));
    let event = puppet.event();
    let update = json!({
        "Id": "c", "Type": "CALLBACK", "Action": "START", "CallbackOptions": options,
    });
    let reply = checkpoint(puppet.server, &event, json!([update]));
    assert_eq!(reply.status, 200, "{}", reply.text());
    let own = &reply.json()["NewExecutionState"]["Operations"][0];
    assert_eq!(own["Status"], "STARTED");
    let id = own["CallbackDetails"]["CallbackId"].as_str().unwrap();
    puppet.answer(json!({"Status": "PENDING"}));
    (arn, id.to_owned())
}

/// `what` is one of succeed, fail and heartbeat.
pub(super) fn say(server: &TestServer, id: &str, what: &str, body: &str) -> Reply {
    let id = id.replace('=', "%3D");
    let target = format!("/2025-12-01/durable-execution-callbacks/{id}/{what}");
    let request = server.request("POST", &target).body(body.to_owned());
    request.signed("lambda").send()
}

/// The callback's operation in an event.
pub(super) fn callback(event: &Value) -> Value {
    let all = event["InitialExecutionState"]["Operations"].as_array();
    let found = all.unwrap().iter().find(|own| own["Id"] == "c");
    found.expect("a callback").clone()
}

/// Texts seen in public tests.
pub(super) fn assert_closed(reply: &Reply) {
    let body = json!({
        "Type": "User", "Message": "The callback is either timed out or already completed",
    });
    assert_refused(reply, 400, "CallbackTimeoutException", body);
}

#[test]
fn the_function_is_told_the_result() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (arn, id) = waiting(&puppet, &json!({}));
    let reply = say(&server, &id, "succeed", "[\"yes\"]");
    assert_eq!((reply.status, reply.json()), (200, json!({})));
    let own = callback(&puppet.event());
    assert_eq!(own["Status"], "SUCCEEDED");
    let details = json!({"CallbackId": id, "Result": "[\"yes\"]"});
    assert_eq!(own["CallbackDetails"], details);
    assert_closed(&say(&server, &id, "succeed", ""));
    puppet.answer(json!({"Status": "SUCCEEDED"}));
    puppet.ended(&arn);
    let history = get(&server, &arn, "/history");
    let events = history["Events"].as_array().unwrap();
    let told = events
        .iter()
        .find(|own| own["EventType"] == "CallbackSucceeded");
    let result = json!({"Result": {"Payload": "[\"yes\"]", "Truncated": false}});
    assert_eq!(told.unwrap()["CallbackSucceededDetails"], result);
}

#[test]
fn an_id_that_is_none_is_refused() {
    let server = TestServer::start();
    assert_invalid(&say(&server, "abc", "succeed", ""), "Invalid callback id");
    // Nobody's, in the form of an id.
    assert_closed(&say(&server, "YTpi", "succeed", ""));
}
