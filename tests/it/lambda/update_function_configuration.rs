//! UpdateFunctionConfiguration.

use serde_json::{Value, json};

use super::{assert_invalid, assert_not_found, assert_refused, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

fn update(server: &TestServer, body: Value) -> Reply {
    lambda(server, "PUT", "/2015-03-31/functions/f/configuration", body)
}

/// Recorded answer.
#[test]
fn what_is_given_changes_and_the_rest_stays() {
    let server = TestServer::start();
    let created = create(&server, "f");
    let json = update(&server, json!({"Timeout": 10, "MemorySize": 512, "Runtime": "python3.11", "Environment": {"Variables": {"ENV_A": "a"}}})).json();
    assert_eq!(
        (&json["Timeout"], &json["MemorySize"], &json["Runtime"]),
        (&json!(10), &json!(512), &json!("python3.11"))
    );
    assert_eq!(json["Environment"]["Variables"], json!({"ENV_A": "a"}));
    assert_eq!(
        (&json["State"], &json["LastUpdateStatus"]),
        (&json!("Active"), &json!("InProgress"))
    );
    for member in ["Handler", "CodeSha256", "Role", "Description"] {
        assert_eq!(json[member], created[member], "{member}");
    }
    assert_ne!(json["RevisionId"], created["RevisionId"]);
    let json = update(&server, json!({"Description": "d"})).json();
    assert_eq!(json["Environment"]["Variables"], json!({"ENV_A": "a"}));
    let json = update(
        &server,
        json!({"Environment": {"Variables": {"ENV_B": "b"}}}),
    )
    .json();
    assert_eq!(json["Environment"]["Variables"], json!({"ENV_B": "b"}));
}

/// Recorded answers.
#[test]
fn log_levels_come_and_go_with_the_json_format() {
    let server = TestServer::start();
    create(&server, "f");
    let logging = |given: Value| {
        update(&server, json!({"LoggingConfig": given})).json()["LoggingConfig"].clone()
    };
    let text = json!({"LogFormat": "Text", "ApplicationLogLevel": null, "LogGroup": "/aws/lambda/f", "SystemLogLevel": null});
    let json = |level: &str, group: &str| json!({"LogFormat": "JSON", "ApplicationLogLevel": level, "LogGroup": group, "SystemLogLevel": "INFO"});
    assert_eq!(
        logging(json!({"LogFormat": "JSON"})),
        json("INFO", "/aws/lambda/f")
    );
    assert_eq!(
        logging(json!({"ApplicationLogLevel": "DEBUG"})),
        json("DEBUG", "/aws/lambda/f")
    );
    assert_eq!(logging(json!({"LogFormat": "Text"})), text);
    assert_eq!(
        logging(json!({"LogFormat": "JSON", "LogGroup": "g"})),
        json("INFO", "g")
    );
}

#[test]
fn log_levels_need_the_json_format() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = update(
        &server,
        json!({"LoggingConfig": {"SystemLogLevel": "WARN"}}),
    );
    assert_invalid(
        &reply,
        r#"LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again."#,
    );
}

/// Recorded answer.
#[test]
fn another_revision_than_the_latest_is_refused() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = update(&server, json!({"RevisionId": "wrong", "Timeout": 9}));
    let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
    assert_refused(
        &reply,
        412,
        "PreconditionFailedException",
        json!({"Type": "User", "message": message}),
    );
}

/// Recorded answers.
#[test]
fn bad_values_are_refused_as_when_creating() {
    let server = TestServer::start();
    create(&server, "f");
    let reply = update(&server, json!({"Role": "r1"}));
    assert_validation(
        &reply,
        r"1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
    );
    let reply = update(&server, json!({"Runtime": "nodejs12.x"}));
    assert_invalid(
        &reply,
        "The runtime parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.",
    );
    let reply = update(&server, json!({"DurableConfig": {"ExecutionTimeout": 60}}));
    assert_invalid(
        &reply,
        "You cannot add a durable configuration to a function that was originally created with no durable configuration",
    );
}

/// API_UpdateFunctionConfiguration: an empty ARN takes the key away.
#[test]
fn a_key_comes_and_goes() {
    let server = TestServer::start();
    create(&server, "f");
    let key = "arn:aws:kms:us-east-1:000000000000:key/k";
    assert_eq!(
        update(&server, json!({"KMSKeyArn": key})).json()["KMSKeyArn"],
        key
    );
    assert_eq!(
        update(&server, json!({"Timeout": 4})).json()["KMSKeyArn"],
        key
    );
    let gone = update(&server, json!({"KMSKeyArn": ""})).json();
    assert_eq!(gone["KMSKeyArn"], Value::Null);
}

/// SnapStart is asked of what the function is after the change.
#[test]
fn a_function_with_snap_start_keeps_to_its_runtimes() {
    let server = TestServer::start();
    create(&server, "f");
    let on = json!({"SnapStart": {"ApplyOn": "PublishedVersions"}});
    assert_eq!(
        update(&server, on).json()["SnapStart"],
        json!({"ApplyOn": "PublishedVersions", "OptimizationStatus": "Off"})
    );
    assert_invalid(
        &update(&server, json!({"Runtime": "nodejs22.x"})),
        "nodejs22.x is not supported for SnapStart enabled functions.",
    );
    let both = json!({"Runtime": "nodejs22.x", "SnapStart": {"ApplyOn": "None"}});
    assert_eq!(update(&server, both).status, 200);
}

#[test]
fn a_function_that_is_not_there_is_named() {
    assert_not_found(&update(&TestServer::start(), json!({"Timeout": 9})), "f");
}
