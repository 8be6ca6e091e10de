//! GetPolicy.

use serde_json::{Value, json};

use super::{assert_not_found, assert_refused, create, lambda};
use crate::harness::TestServer;

const POLICY: &str = "/2015-03-31/functions/f/policy";

/// Recorded answer: the policy is a text, with the statements that AddPermission has answered.
#[test]
fn a_policy_has_its_statements_in_order() {
    let server = TestServer::start();
    create(&server, "f");
    let add = |sid: &str| {
        let body = json!({"StatementId": sid, "Action": "lambda:InvokeFunction", "Principal": "*"});
        let reply = lambda(&server, "POST", POLICY, body).json();
        serde_json::from_str::<Value>(reply["Statement"].as_str().unwrap()).unwrap()
    };
    let statements = [add("s2"), add("s1")];
    let reply = lambda(&server, "GET", POLICY, Value::Null);
    assert_eq!(reply.status, 200);
    assert!(reply.json()["RevisionId"].is_string());
    let policy: Value = serde_json::from_str(reply.json()["Policy"].as_str().unwrap()).unwrap();
    let expected = json!({"Version": "2012-10-17", "Id": "default", "Statement": statements});
    assert_eq!(policy, expected);
}

/// Recorded answers.
#[test]
fn without_a_policy_there_is_none_to_get() {
    let server = TestServer::start();
    assert_not_found(&lambda(&server, "GET", POLICY, Value::Null), "f");
    create(&server, "f");
    let body = json!({"Type": "User", "Message": "The resource you requested does not exist."});
    let reply = lambda(&server, "GET", POLICY, Value::Null);
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
}
