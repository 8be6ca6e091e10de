//! AddLayerVersionPermission.

use serde_json::{Value, json};

use super::layers::{LAYERS, arn, layer};
use super::{assert_refused, assert_validation, lambda};
use crate::harness::{Reply, TestServer};

pub(super) fn server_with_layer() -> TestServer {
    let server = TestServer::start();
    layer(&server, "l", ("a", "x"));
    server
}

/// Adds a statement to a version such as `l/versions/1`, and more members of the request.
pub(super) fn add(server: &TestServer, version: &str, members: Value) -> Reply {
    let mut request =
        json!({"StatementId": "s1", "Action": "lambda:GetLayerVersion", "Principal": "*"});
    for (member, value) in members.as_object().unwrap() {
        request[member] = value.clone();
    }
    lambda(server, "POST", &format!("{LAYERS}/{version}"), request)
}

/// Recorded answers, and the form of principals and conditions from AWS docs, "Granting layer access
/// to other accounts".
#[test]
fn a_statement_is_shown_as_aws_shows_it() {
    let server = server_with_layer();
    let statement = |reply: &Reply| -> Value {
        assert_eq!(reply.status, 201, "{}", reply.text());
        serde_json::from_str(reply.json()["Statement"].as_str().unwrap()).unwrap()
    };
    let reply = add(&server, "l/versions/1/policy", json!({}));
    let expected = json!({"Sid": "s1", "Effect": "Allow", "Principal": "*",
                          "Action": "lambda:GetLayerVersion", "Resource": arn("l:1")});
    assert_eq!(statement(&reply), expected);
    let members = json!({"StatementId": "s2", "Principal": "111122223333",
                         "OrganizationId": "o-t194hfs8cz"});
    let shown = statement(&add(&server, "l/versions/1/policy", members));
    assert_eq!(
        shown["Principal"],
        json!({"AWS": "arn:aws:iam::111122223333:root"})
    );
    let condition = json!({"StringEquals": {"aws:PrincipalOrgID": "o-t194hfs8cz"}});
    assert_eq!(shown["Condition"], condition);
}

/// Recorded answers.
#[test]
fn what_cannot_be_added_is_refused() {
    let server = server_with_layer();
    let policy = "l/versions/1/policy";
    assert_validation(
        &add(&server, policy, json!({"Action": "*"})),
        "1 validation error detected: Value '*' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: lambda:GetLayerVersion",
    );
    add(&server, policy, json!({}));
    let message = "The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.";
    let body = json!({"Type": "User", "message": message});
    assert_refused(
        &add(&server, policy, json!({})),
        409,
        "ResourceConflictException",
        body,
    );
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API to retrieve the latest Revision Id";
    let body = json!({"Type": "User", "message": message});
    let reply = add(
        &server,
        &format!("{policy}?RevisionId=wrong"),
        json!({"StatementId": "s2"}),
    );
    assert_refused(&reply, 412, "PreconditionFailedException", body);
    for missing in ["none:1", "l:2"] {
        let path = missing.replace(':', "/versions/");
        let message = format!("Layer version {} does not exist.", arn(missing));
        let body = json!({"Type": "User", "Message": message});
        let reply = add(&server, &format!("{path}/policy"), json!({}));
        assert_refused(&reply, 404, "ResourceNotFoundException", body);
    }
}
