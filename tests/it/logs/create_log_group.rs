//! CreateLogGroup.

use serde_json::json;

use super::{done, error, make_group, refused};
use crate::harness::TestServer;

// Texts are recorded answers.
#[test]
fn a_group_is_made_once_and_shown_as_it_was_made() {
    let server = TestServer::start();
    let key = "arn:aws:kms:us-east-1:123456789012:key/1";
    done(
        &server,
        "CreateLogGroup",
        json!({
            "logGroupName": "/app", "kmsKeyId": key, "tags": {"env": "test"},
            "logGroupClass": "INFREQUENT_ACCESS", "deletionProtectionEnabled": true,
        }),
    );
    let groups = done(&server, "DescribeLogGroups", json!({}));
    let group = &groups["logGroups"][0];
    assert_eq!(group["kmsKeyId"], key);
    assert_eq!(group["logGroupClass"], "INFREQUENT_ACCESS");
    assert_eq!(group["deletionProtectionEnabled"], true);
    let tags = done(&server, "ListTagsLogGroup", json!({"logGroupName": "/app"}));
    assert_eq!(tags, json!({"tags": {"env": "test"}}));
    assert_eq!(
        refused(&server, "CreateLogGroup", json!({"logGroupName": "/app"})),
        error(
            "ResourceAlreadyExistsException",
            "The specified log group already exists"
        )
    );
}

#[test]
fn each_account_and_region_has_its_own_groups() {
    let server = TestServer::start();
    make_group(&server, "g");
    let elsewhere = server
        .request("POST", "/")
        .header("x-amz-target", "Logs_20140328.DescribeLogGroups")
        .signed_as("123456789012", "eu-west-1", "logs")
        .body("{}")
        .send();
    assert_eq!(elsewhere.json(), json!({"logGroups": []}));
}

// The first text is recorded; the others have the form of AWS's constraints.
#[test]
fn names_that_cannot_be_are_refused() {
    let server = TestServer::start();
    let refusal = |name: &str| refused(&server, "CreateLogGroup", json!({"logGroupName": name}));
    assert_eq!(
        refusal(&"x".repeat(513)),
        error(
            "InvalidParameterException",
            "Invalid LogGroup or LogStream, both must have length less than or equal to 512."
        )
    );
    assert_eq!(
        refusal("a b"),
        error(
            "InvalidParameterException",
            r"1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+"
        )
    );
    assert_eq!(
        refused(&server, "CreateLogGroup", json!({"logGroupClass": "X"})),
        error(
            "InvalidParameterException",
            "2 validation errors detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null; Value 'X' at 'logGroupClass' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY]"
        )
    );
}
