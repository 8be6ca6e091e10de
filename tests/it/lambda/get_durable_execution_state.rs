//! GetDurableExecutionState: what a replay needs, in pages.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, checkpoint, path};
use super::{assert_invalid, assert_validation, lambda};
use crate::harness::TestServer;

/// API reference, GetDurableExecutionState: children of completed operations are left out.
#[test]
fn a_replay_gets_what_it_needs_in_pages() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    let event = puppet.event();
    let context = |id: &str, action: &str| json!({"Id": id, "Type": "CONTEXT", "Action": action});
    let step = |id: &str, parent: &str| json!({"Id": id, "ParentId": parent, "Type": "STEP", "Action": "SUCCEED"});
    let mut replayed = context("b", "SUCCEED");
    replayed["ContextOptions"] = json!({"ReplayChildren": true});
    let updates = json!([
        context("a", "START"),
        step("a1", "a"),
        context("a", "SUCCEED"),
        context("b", "START"),
        step("b1", "b"),
        replayed,
    ]);
    let reply = checkpoint(&server, &event, updates);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let token = reply.json()["CheckpointToken"]
        .as_str()
        .unwrap()
        .replace('=', "%3D");
    let page = |query: &str| {
        let target = path(&arn, &format!("/state?CheckpointToken={token}{query}"));
        lambda(&server, "GET", &target, Value::Null)
    };
    let ids = |page: &Value| {
        let all = page["Operations"].as_array().unwrap().iter();
        all.map(|own| own["Id"].clone()).collect::<Vec<_>>()
    };
    let own = arn.rsplit('/').next().unwrap();
    assert_eq!(ids(&page("").json()), [own, "a", "b", "b1"]);
    let first = page("&MaxItems=3").json();
    assert_eq!(ids(&first), [own, "a", "b"]);
    let marker = first["NextMarker"].as_str().unwrap().replace('=', "%3D");
    let second = page(&format!("&Marker={marker}")).json();
    assert_eq!(
        (ids(&second), &second["NextMarker"]),
        (vec![json!("b1")], &Value::Null)
    );
    assert_invalid(&page("&Marker=x"), "Invalid Marker");
    assert_validation(
        &page("&MaxItems=1001"),
        "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member \
         must have value less than or equal to 1000",
    );
    let old = event["CheckpointToken"]
        .as_str()
        .unwrap()
        .replace('=', "%3D");
    let target = path(&arn, &format!("/state?CheckpointToken={old}"));
    let reply = lambda(&server, "GET", &target, Value::Null);
    assert_invalid(&reply, "Invalid checkpoint token");
    puppet.answer(json!({"Status": "SUCCEEDED"}));
}
