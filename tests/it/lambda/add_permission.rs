//! AddPermission.

use serde_json::{Value, json};

use super::aliases::{alias, arn, server_with_versions};
use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, lambda};
use crate::harness::{Reply, TestServer};

const POLICY: &str = "/2015-03-31/functions/f/policy";

fn add(server: &TestServer, query: &str, members: Value) -> Reply {
    let mut body = json!({
        "StatementId": "s1",
        "Action": "lambda:InvokeFunction",
        "Principal": "s3.amazonaws.com",
    });
    for (member, value) in members.as_object().unwrap() {
        body[member] = value.clone();
    }
    lambda(server, "POST", &format!("{POLICY}{query}"), body)
}

fn statement(reply: &Reply) -> Value {
    assert_eq!(reply.status, 201, "{}", reply.text());
    serde_json::from_str(reply.json()["Statement"].as_str().unwrap()).unwrap()
}

/// Recorded answers: the statement is a text.
#[test]
fn a_statement_is_shown_as_aws_shows_it() {
    let server = server_with_versions();
    let members = json!({"SourceArn": "arn:aws:s3:::b", "SourceAccount": "000000000000"});
    assert_eq!(
        statement(&add(&server, "", members)),
        json!({
            "Sid": "s1",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": arn(""),
            "Condition": {
                "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"},
                "StringEquals": {"AWS:SourceAccount": "000000000000"},
            },
        })
    );
    let members = json!({"StatementId": "url", "Principal": "*",
                         "Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"});
    let url = statement(&add(&server, "", members));
    assert_eq!(
        (&url["Principal"], &url["Condition"]),
        (
            &json!("*"),
            &json!({"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}})
        )
    );
}

#[test]
fn an_account_is_its_root_and_a_qualifier_is_in_the_resource() {
    let server = server_with_versions();
    alias(&server, "live", "1");
    let members = json!({"Principal": "123456789012"});
    let shown = statement(&add(&server, "?Qualifier=live", members));
    assert_eq!(
        (&shown["Principal"], &shown["Resource"]),
        (
            &json!({"AWS": "arn:aws:iam::123456789012:root"}),
            &json!(arn(":live"))
        )
    );
}

/// Recorded answers.
#[test]
fn the_request_is_checked() {
    let server = server_with_versions();
    assert_invalid(
        &add(&server, "?Qualifier=$LATEST", json!({})),
        "We currently do not support adding policies for $LATEST.",
    );
    assert_invalid(
        &add(&server, "", json!({"Principal": "invalid.nonaws.com"})),
        "The provided principal was invalid. Please check the principal and try again.",
    );
    assert_validation(
        &add(&server, "", json!({"StatementId": "example.com"})),
        "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    );
    assert_not_found(&add(&server, "?Qualifier=42", json!({})), "f:42");
    let message = format!("Cannot find alias arn: {}", arn(":none"));
    let body = json!({"Type": "User", "Message": message});
    let reply = add(&server, "?Qualifier=none", json!({}));
    assert_refused(&reply, 404, "ResourceNotFoundException", body);
}

/// Recorded answers.
#[test]
fn a_statement_is_added_once_and_to_the_policy_that_was_meant() {
    let server = server_with_versions();
    assert_eq!(add(&server, "", json!({})).status, 201);
    let message = "The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.";
    let body = json!({"Type": "User", "message": message});
    assert_refused(
        &add(&server, "", json!({})),
        409,
        "ResourceConflictException",
        body,
    );
    let members = json!({"StatementId": "s2", "RevisionId": "wrong"});
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id";
    let body = json!({"Type": "User", "message": message});
    let reply = add(&server, "", members);
    assert_refused(&reply, 412, "PreconditionFailedException", body);
}

/// As users of AWS report it (adobe/helix-deploy, issue 24); Developer Guide, "Lambda quotas".
#[test]
fn a_policy_of_more_than_20_kib_is_refused_and_stays_as_it_was() {
    let server = server_with_versions();
    let source = format!("arn:aws:s3:::{}", "b".repeat(9000));
    let put = |sid: &str| {
        add(
            &server,
            "",
            json!({"StatementId": sid, "SourceArn": source}),
        )
    };
    assert_eq!((put("s1").status, put("s2").status), (201, 201));
    let policy = || lambda(&server, "GET", POLICY, Value::Null).text();
    let before = policy();
    let shown = before.parse::<Value>().unwrap()["Policy"]
        .as_str()
        .unwrap()
        .len();
    // One statement more, and a comma.
    let length = shown
        + (shown - r#"{"Version":"2012-10-17","Id":"default","Statement":[,]}"#.len()) / 2
        + 1;
    let body = json!({
        "Type": "User",
        "message": format!("The final policy size ({length}) is bigger than the limit (20480)."),
    });
    assert_refused(&put("s3"), 400, "PolicyLengthExceededException", body);
    assert_eq!(policy(), before);
}
