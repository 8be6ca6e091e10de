//! UpdateFunctionCode.

use serde_json::{Value, json};

use super::{
    FUNCTIONS, assert_invalid, assert_not_found, assert_refused, create, lambda, with, zip,
};
use crate::harness::{Reply, TestServer};

fn update(server: &TestServer, body: Value) -> Reply {
    lambda(server, "PUT", "/2015-03-31/functions/f/code", body)
}

fn configuration(server: &TestServer) -> Value {
    lambda(
        server,
        "GET",
        "/2015-03-31/functions/f/configuration",
        Value::Null,
    )
    .json()
}

/// Recorded answers.
#[test]
fn the_answer_is_in_progress_and_the_next_look_is_successful() {
    let server = TestServer::start();
    let created = create(&server, "f");
    let json = update(
        &server,
        json!({"ZipFile": zip("app.py", "other"), "Architectures": ["arm64"]}),
    )
    .json();
    assert_ne!(json["CodeSha256"], created["CodeSha256"]);
    assert_eq!(json["Architectures"], json!(["arm64"]));
    assert_eq!(json["State"], "Active");
    assert_eq!(json["LastUpdateStatus"], "InProgress");
    assert_eq!(
        json["LastUpdateStatusReason"],
        "The function is being created."
    );
    assert_eq!(json["LastUpdateStatusReasonCode"], "Creating");
    let next = configuration(&server);
    assert_eq!(next["CodeSha256"], json["CodeSha256"]);
    assert_eq!(next["LastUpdateStatus"], "Successful");
    assert_eq!(next["LastUpdateStatusReason"], Value::Null);
    assert_ne!(next["RevisionId"], json["RevisionId"]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let server = TestServer::start();
    create(&server, "f");
    let before = configuration(&server);
    let reply = update(
        &server,
        json!({"ZipFile": zip("app.py", "other"), "DryRun": true}),
    );
    assert_eq!(reply.status, 200);
    assert_ne!(reply.json()["CodeSha256"], before["CodeSha256"]);
    assert_eq!(configuration(&server), before);
    assert_invalid(
        &update(&server, json!({"ZipFile": "eHh4", "DryRun": true})),
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
}

/// Recorded answer: the new version, Pending, under its own ARN.
#[test]
fn publish_answers_with_the_new_version() {
    let server = TestServer::start();
    lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "Publish", json!(true)),
    );
    let json = update(
        &server,
        json!({"ZipFile": zip("app.py", "other"), "Publish": true}),
    )
    .json();
    assert_eq!(
        (&json["Version"], &json["State"]),
        (&json!("2"), &json!("Pending"))
    );
    assert_eq!(
        json["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:f:2"
    );
    assert_eq!(configuration(&server)["CodeSha256"], json["CodeSha256"]);
}

/// Recorded answer.
#[test]
fn another_revision_than_the_latest_is_refused() {
    let server = TestServer::start();
    let stale = create(&server, "f")["RevisionId"].clone();
    let code = zip("app.py", "other");
    let reply = update(&server, json!({"ZipFile": code, "RevisionId": stale}));
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
    assert_refused(
        &reply,
        412,
        "PreconditionFailedException",
        json!({"Type": "User", "message": message}),
    );
    let latest = configuration(&server)["RevisionId"].clone();
    assert_eq!(
        update(&server, json!({"ZipFile": code, "RevisionId": latest})).status,
        200
    );
}

#[test]
fn a_request_without_code_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    assert_invalid(
        &update(&server, json!({})),
        "Please provide a source for function code.",
    );
}

#[test]
fn a_function_that_is_not_there_is_named() {
    assert_not_found(
        &update(&TestServer::start(), json!({"ZipFile": zip("a", "b")})),
        "f",
    );
}

#[test]
fn a_published_version_cannot_be_changed() {
    let server = TestServer::start();
    let request = with("f", "Publish", json!(true));
    lambda(&server, "POST", FUNCTIONS, request);
    let code = json!({"ZipFile": zip("a", "b")});
    let reply = lambda(&server, "PUT", "/2015-03-31/functions/f:1/code", code);
    assert_invalid(
        &reply,
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
}
