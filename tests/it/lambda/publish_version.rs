//! PublishVersion.

use serde_json::{Value, json};

use super::snap_start::settled;
use super::{FUNCTIONS, assert_invalid, assert_not_found, assert_refused, create, lambda, with};
use crate::harness::{Reply, TestServer};

fn publish(server: &TestServer, body: Value) -> Reply {
    lambda(server, "POST", "/2015-03-31/functions/f/versions", body)
}

fn describe(server: &TestServer, description: &str) {
    let body = json!({"Description": description});
    let reply = lambda(server, "PUT", "/2015-03-31/functions/f/configuration", body);
    assert_eq!(reply.status, 200);
}

/// Recorded answers: a version keeps what it was made from, and nothing new makes no new version.
#[test]
fn a_version_is_a_copy_that_never_changes() {
    let server = TestServer::start();
    create(&server, "f");
    let first = publish(&server, json!({"Description": "first"}));
    assert_eq!(first.status, 201);
    let first = first.json();
    assert_eq!(
        (&first["Version"], &first["Description"], &first["State"]),
        (&json!("1"), &json!("first"), &json!("Active"))
    );
    assert_eq!(
        first["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:f:1"
    );
    assert_eq!(publish(&server, json!({})).json(), first);

    describe(&server, "changed");
    assert_eq!(
        lambda(
            &server,
            "GET",
            "/2015-03-31/functions/f:1/configuration",
            Value::Null
        )
        .json(),
        first
    );
    let second = publish(&server, json!({})).json();
    assert_eq!(
        (&second["Version"], &second["Description"]),
        (&json!("2"), &json!("changed"))
    );
}

#[test]
fn a_deleted_number_is_not_given_again() {
    let server = TestServer::start();
    create(&server, "f");
    publish(&server, json!({}));
    lambda(&server, "DELETE", "/2015-03-31/functions/f:1", Value::Null);
    assert_eq!(publish(&server, json!({})).json()["Version"], "2");
}

/// Recorded answers.
#[test]
fn code_and_revision_must_be_those_of_latest() {
    let server = TestServer::start();
    let current = create(&server, "f")["CodeSha256"]
        .as_str()
        .unwrap()
        .to_owned();
    let reply = publish(&server, json!({"CodeSha256": "somenonexistentsha256"}));
    assert_invalid(
        &reply,
        &format!(
            "CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST ({current}). Please try again with the CodeSHA256 in $LATEST."
        ),
    );
    let reply = publish(&server, json!({"RevisionId": "wrong"}));
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
    assert_refused(
        &reply,
        412,
        "PreconditionFailedException",
        json!({"Type": "User", "message": message}),
    );
    assert_eq!(publish(&server, json!({"CodeSha256": current})).status, 201);
}

#[test]
fn a_function_that_is_not_there_is_named() {
    assert_not_found(&publish(&TestServer::start(), json!({})), "f");
}

/// Developer Guide, "Activating and managing Lambda SnapStart": the version is Pending at first, and
/// optimized; `$LATEST` never is.
#[test]
fn a_version_with_snap_start_is_pending_then_optimized() {
    let server = TestServer::start();
    let on = json!({"ApplyOn": "PublishedVersions"});
    let made = lambda(&server, "POST", FUNCTIONS, with("f", "SnapStart", on));
    assert_eq!(made.json()["SnapStart"]["OptimizationStatus"], "Off");
    let versions = format!("{FUNCTIONS}/f/versions");
    let version = lambda(&server, "POST", &versions, json!({})).json();
    let optimized = json!({"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"});
    assert_eq!(
        (&version["State"], &version["SnapStart"]),
        (&json!("Pending"), &optimized)
    );
    let read = settled(&server, "f:1");
    assert_eq!(
        (&read["State"], &read["SnapStart"]),
        (&json!("Active"), &optimized)
    );
}
