//! DeleteDurableExecution: executions that have ended are forgotten.

use serde_json::{Value, json};

use super::durable_executions::{Puppet, path};
use super::{assert_refused, lambda};
use crate::harness::TestServer;

/// API reference, DeleteDurableExecution; the words of the conflict are ours.
#[test]
fn an_execution_that_has_ended_is_deleted() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    puppet.event();
    let ask = |method: &str| lambda(&server, method, &path(&arn, ""), Value::Null);
    let conflict = json!({
        "Type": "User", "message": "Cannot delete a durable execution that is RUNNING",
    });
    assert_refused(&ask("DELETE"), 409, "ResourceConflictException", conflict);
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
    puppet.ended(&arn);
    let reply = ask("DELETE");
    assert_eq!(reply.status, 202, "{}", reply.text());
    assert!(reply.json()["DeletionRequestTimestamp"].as_f64().unwrap() > 0.0);
    // Until it is told that it has ended, it is DELETING.
    let mut shown = ask("GET");
    while shown.status == 200 {
        assert_eq!(shown.json()["Status"], "DELETING");
        std::thread::sleep(std::time::Duration::from_millis(10));
        shown = ask("GET");
    }
    let missing = json!({"Type": "User", "Message": "Durable Execution does not exist"});
    assert_refused(&shown, 404, "ResourceNotFoundException", missing.clone());
    assert_refused(&ask("DELETE"), 404, "ResourceNotFoundException", missing);
    // Its name is free.
    assert_ne!(puppet.start("n", &json!({})), arn);
    puppet.event();
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
}
