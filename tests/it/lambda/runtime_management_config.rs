//! PutRuntimeManagementConfig and GetRuntimeManagementConfig.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_invalid, assert_not_found, assert_validation, create, lambda};
use crate::harness::{Reply, TestServer};

const RUNTIME: &str = "arn:aws:lambda:us-east-1::runtime:07a48df201798d627f2b950f03bb227a";

fn config(server: &TestServer, method: &str, qualifier: &str, body: Value) -> Reply {
    let target = format!("/2021-07-20/functions/f/runtime-management-config{qualifier}");
    lambda(server, method, &target, body)
}

fn arn(qualifier: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:f:{qualifier}")
}

/// Developer Guide, "Understanding how Lambda manages runtime version updates".
#[test]
fn a_version_keeps_what_was_said_of_latest() {
    let server = TestServer::start();
    create(&server, "f");
    let get = |qualifier: &str| config(&server, "GET", qualifier, Value::Null).json();
    let automatic = json!({
        "UpdateRuntimeOn": "Auto",
        "FunctionArn": arn("$LATEST"),
        "RuntimeVersionArn": null,
    });
    assert_eq!(get(""), automatic);
    let manual = json!({"UpdateRuntimeOn": "Manual", "RuntimeVersionArn": RUNTIME});
    let reply = config(&server, "PUT", "", manual);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["RuntimeVersionArn"], RUNTIME);
    let published = format!("{FUNCTIONS}/f/versions");
    lambda(&server, "POST", &published, json!({}));
    config(
        &server,
        "PUT",
        "",
        json!({"UpdateRuntimeOn": "FunctionUpdate"}),
    );
    assert_eq!(get("")["UpdateRuntimeOn"], "FunctionUpdate");
    assert_eq!(get("?Qualifier=1")["UpdateRuntimeOn"], "Manual");
    assert_eq!(get("?Qualifier=1")["FunctionArn"], arn("1"));
    let shown = lambda(&server, "GET", &format!("{FUNCTIONS}/f:1"), Value::Null).json();
    let version = &shown["Configuration"]["RuntimeVersionConfig"];
    assert_eq!(version["RuntimeVersionArn"], RUNTIME);
}

/// The API model's constraints; the last texts are ours.
#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    let auto = || json!({"UpdateRuntimeOn": "Auto"});
    assert_not_found(&config(&server, "GET", "", Value::Null), "f");
    assert_not_found(&config(&server, "PUT", "?Qualifier=2", auto()), "f:2");
    create(&server, "f");
    let put = |body| config(&server, "PUT", "", body);
    assert_validation(
        &put(json!({"UpdateRuntimeOn": "Never", "RuntimeVersionArn": "arn"})),
        "3 validation errors detected: Value 'Never' at 'updateRuntimeOn' failed to satisfy \
         constraint: Member must satisfy enum value set: [Auto, Manual, FunctionUpdate]; Value \
         'arn' at 'runtimeVersionArn' failed to satisfy constraint: Member must have length greater \
         than or equal to 26; Value 'arn' at 'runtimeVersionArn' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: \
         arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}::runtime:.+",
    );
    assert_invalid(
        &put(json!({"UpdateRuntimeOn": "Manual"})),
        "RuntimeVersionArn is required when UpdateRuntimeOn is Manual.",
    );
    assert_invalid(
        &put(json!({"UpdateRuntimeOn": "Auto", "RuntimeVersionArn": RUNTIME})),
        "RuntimeVersionArn can only be provided when UpdateRuntimeOn is Manual.",
    );
}
