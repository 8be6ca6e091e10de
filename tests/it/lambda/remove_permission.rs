//! RemovePermission.

use serde_json::{Value, json};

use super::{assert_refused, create, lambda};
use crate::harness::TestServer;

const POLICY: &str = "/2015-03-31/functions/f/policy";

/// AWS's page API_RemovePermission: 204; recorded answers to what is not there.
#[test]
fn a_statement_goes_and_the_last_takes_the_policy_with_it() {
    let server = TestServer::start();
    let remove = |target: &str| lambda(&server, "DELETE", target, Value::Null);
    let missing = |target: &str, message: &str| {
        let body = json!({"Type": "User", "Message": message});
        assert_refused(&remove(target), 404, "ResourceNotFoundException", body);
    };
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let (one, other) = (format!("{POLICY}/s1"), format!("{POLICY}/none"));
    missing(&one, &format!("No policy found for: {arn}"));
    create(&server, "f");
    missing(&one, "No policy is associated with the given resource.");
    let body = json!({"StatementId": "s1", "Action": "lambda:*", "Principal": "*"});
    assert_eq!(lambda(&server, "POST", POLICY, body).status, 201);
    missing(&other, "Statement none is not found in resource policy.");
    let stale = format!("{one}?RevisionId=wrong");
    assert_eq!(remove(&stale).status, 412);
    assert_eq!(remove(&one).status, 204);
    assert_eq!(lambda(&server, "GET", POLICY, Value::Null).status, 404);
}
