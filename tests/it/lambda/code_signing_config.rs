//! CreateCodeSigningConfig, Get-, Update-, Delete- and ListCodeSigningConfigs, and
//! ListFunctionsByCodeSigningConfig.

use serde_json::{Value, json};

use super::{FUNCTIONS, assert_refused, assert_validation, create, lambda, minimal, with};
use crate::harness::{Reply, TestServer};

pub(super) const PROFILE: &str =
    "arn:aws:signer:us-east-1:000000000000:/signing-profiles/profile/0123456789";
/// Nobody has it.
pub(super) const NOBODYS: &str =
    "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdefg";
const CONFIGS: &str = "/2020-04-22/code-signing-configs";

/// A configuration with this policy; its ARN.
pub(super) fn config(server: &TestServer, policy: &str) -> String {
    let reply = lambda(
        server,
        "POST",
        CONFIGS,
        json!({
            "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": policy},
        }),
    );
    assert_eq!(reply.status, 201, "{}", reply.text());
    let config = &reply.json()["CodeSigningConfig"];
    config["CodeSigningConfigArn"].as_str().unwrap().to_owned()
}

fn at(server: &TestServer, method: &str, arn: &str, body: Value) -> Reply {
    lambda(server, method, &format!("{CONFIGS}/{arn}"), body)
}

fn assert_none(reply: &Reply) {
    let message = format!("The Lambda code signing configuration {NOBODYS} can not be found.");
    let body = json!({"Type": "User", "Message": message});
    assert_refused(reply, 404, "ResourceNotFoundException", body);
}

/// API_CreateCodeSigningConfig, API_UpdateCodeSigningConfig: what is not said stays.
#[test]
fn a_configuration_is_made_read_changed_and_deleted() {
    let server = TestServer::start();
    let request = json!({
        "Description": "ours",
        "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
    });
    let reply = lambda(&server, "POST", CONFIGS, request);
    assert_eq!(reply.status, 201, "{}", reply.text());
    let made = reply.json();
    let config = &made["CodeSigningConfig"];
    let id = config["CodeSigningConfigId"].as_str().unwrap();
    assert_eq!(
        config,
        &json!({
            "CodeSigningConfigId": id,
            "CodeSigningConfigArn":
                format!("arn:aws:lambda:us-east-1:000000000000:code-signing-config:{id}"),
            "Description": "ours",
            "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Warn"},
            "LastModified": config["LastModified"],
        })
    );
    let arn = config["CodeSigningConfigArn"].as_str().unwrap();
    let read = || at(&server, "GET", arn, Value::Null).json();
    assert_eq!(read(), made);
    let enforce = json!({"CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Enforce"}});
    let changed = at(&server, "PUT", arn, enforce).json();
    let policies = &changed["CodeSigningConfig"]["CodeSigningPolicies"];
    assert_eq!(policies["UntrustedArtifactOnDeployment"], "Enforce");
    assert_eq!(changed["CodeSigningConfig"]["Description"], "ours");
    assert_eq!(read(), changed);
    let deleted = at(&server, "DELETE", arn, Value::Null);
    assert_eq!((deleted.status, deleted.text()), (204, String::new()));
    assert_eq!(at(&server, "GET", arn, Value::Null).status, 404);
}

#[test]
fn lists_have_pages() {
    let server = TestServer::start();
    let mut arns = [config(&server, "Warn"), config(&server, "Enforce")];
    arns.sort();
    let page = |query: &str| lambda(&server, "GET", &format!("{CONFIGS}?{query}"), Value::Null);
    let first = page("MaxItems=1").json();
    assert_eq!(
        first["CodeSigningConfigs"][0]["CodeSigningConfigArn"],
        arns[0]
    );
    let marker = first["NextMarker"].as_str().unwrap();
    let second = page(&format!("Marker={marker}")).json();
    assert_eq!(
        second["CodeSigningConfigs"][0]["CodeSigningConfigArn"],
        arns[1]
    );
    assert_eq!(second["NextMarker"], Value::Null);
}

/// API_DeleteCodeSigningConfig: only one that no function uses. The text is not recorded.
#[test]
fn a_configuration_that_a_function_has_stays() {
    let server = TestServer::start();
    let arn = config(&server, "Warn");
    let made = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "CodeSigningConfigArn", json!(arn)),
    );
    assert_eq!(made.status, 201, "{}", made.text());
    create(&server, "g");
    let functions = at(&server, "GET", &format!("{arn}/functions"), Value::Null).json();
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    assert_eq!(functions["FunctionArns"], json!([function]));
    let refused = at(&server, "DELETE", &arn, Value::Null);
    let message =
        format!("The code signing configuration {arn} is used by functions and cannot be deleted.");
    let body = json!({"Type": "User", "message": message});
    assert_refused(&refused, 409, "ResourceConflictException", body);
}

/// Recorded answers.
#[test]
fn a_configuration_that_is_not_there_is_said_to_be_missing() {
    let server = TestServer::start();
    assert_none(&at(&server, "GET", NOBODYS, Value::Null));
    assert_none(&at(&server, "PUT", NOBODYS, json!({})));
    assert_none(&at(&server, "DELETE", NOBODYS, Value::Null));
    assert_none(&at(
        &server,
        "GET",
        &format!("{NOBODYS}/functions"),
        Value::Null,
    ));
}

/// The constraints of the API model.
#[test]
fn the_request_is_checked() {
    let server = TestServer::start();
    let make = |body| lambda(&server, "POST", CONFIGS, body);
    assert_validation(
        &make(json!({})),
        "1 validation error detected: Value null at 'allowedPublishers' failed to satisfy \
         constraint: Member must not be null",
    );
    assert_validation(
        &make(json!({"AllowedPublishers": {"SigningProfileVersionArns": []}})),
        "1 validation error detected: Value '[]' at 'allowedPublishers.signingProfileVersionArns' \
         failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    assert_validation(
        &make(json!({
            "AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]},
            "CodeSigningPolicies": {"UntrustedArtifactOnDeployment": "Deny"},
        })),
        "1 validation error detected: Value 'Deny' at \
         'codeSigningPolicies.untrustedArtifactOnDeployment' failed to satisfy constraint: Member \
         must satisfy enum value set: [Warn, Enforce]",
    );
    let bad = at(&server, "GET", "csc-1", Value::Null);
    assert_eq!(bad.header("x-amzn-errortype"), Some("ValidationException"));
}

/// Tags at CreateCodeSigningConfig and by ARN (API_TagResource).
#[test]
fn a_configuration_has_tags() {
    let server = TestServer::start();
    let mut request = json!({"AllowedPublishers": {"SigningProfileVersionArns": [PROFILE]}});
    request["Tags"] = json!({"a": "1"});
    let made = lambda(&server, "POST", CONFIGS, request).json();
    let arn = made["CodeSigningConfig"]["CodeSigningConfigArn"]
        .as_str()
        .unwrap();
    let tags = format!("/2017-03-31/tags/{arn}");
    let read = || lambda(&server, "GET", &tags, Value::Null).json()["Tags"].clone();
    assert_eq!(read(), json!({"a": "1"}));
    let added = lambda(&server, "POST", &tags, json!({"Tags": {"b": "2"}}));
    assert_eq!(added.status, 204, "{}", added.text());
    let removed = lambda(&server, "DELETE", &format!("{tags}?tagKeys=a"), Value::Null);
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_eq!(read(), json!({"b": "2"}));
}

/// Recorded for PutFunctionCodeSigningConfig.
#[test]
fn a_function_cannot_be_made_with_a_configuration_that_is_not_there() {
    let server = TestServer::start();
    let mut request = minimal("f");
    request["CodeSigningConfigArn"] = json!(NOBODYS);
    let reply = lambda(&server, "POST", FUNCTIONS, request);
    assert_eq!(
        (reply.status, reply.header("x-amzn-errortype")),
        (404, Some("CodeSigningConfigNotFoundException"))
    );
}
