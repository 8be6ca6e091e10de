//! PutFunctionCodeSigningConfig, GetFunctionCodeSigningConfig and DeleteFunctionCodeSigningConfig, and
//! what they do to code.

use serde_json::{Value, json};

use super::code_signing_config::{NOBODYS, config};
use super::{FUNCTIONS, assert_not_found, assert_refused, create, lambda, with, zip};
use crate::harness::{Reply, TestServer};

const CONFIG: &str = "/2020-06-30/functions/f/code-signing-config";

fn put(server: &TestServer, arn: &str) -> Reply {
    let body = json!({"CodeSigningConfigArn": arn});
    lambda(server, "PUT", CONFIG, body)
}

/// As users of infrastructure tools quote it.
fn assert_not_verified(reply: &Reply) {
    let message = "Lambda cannot deploy the function. The function or layer might be signed using a \
                   signature that the client is not configured to accept. Check the provided \
                   signature for f.";
    let body = json!({"Type": "User", "Message": message});
    assert_refused(reply, 400, "CodeVerificationFailedException", body);
}

/// AWS answers so for a function without one; Terraform asks whenever it reads a function.
#[test]
fn a_function_without_one_has_an_empty_answer() {
    let server = TestServer::start();
    assert_not_found(&lambda(&server, "GET", CONFIG, Value::Null), "f");
    create(&server, "f");
    let reply = lambda(&server, "GET", CONFIG, Value::Null);
    assert_eq!((reply.status, reply.json()), (200, json!({})));
}

#[test]
fn a_configuration_is_given_and_taken_away() {
    let server = TestServer::start();
    create(&server, "f");
    let arn = config(&server, "Enforce");
    let both = json!({"CodeSigningConfigArn": arn, "FunctionName": "f"});
    let reply = put(&server, &arn);
    assert_eq!((reply.status, reply.json()), (200, both.clone()));
    assert_eq!(lambda(&server, "GET", CONFIG, Value::Null).json(), both);
    let deleted = lambda(&server, "DELETE", CONFIG, Value::Null);
    assert_eq!((deleted.status, deleted.text()), (204, String::new()));
    assert_eq!(
        lambda(&server, "GET", CONFIG, Value::Null).json(),
        json!({})
    );
}

/// Recorded answers: first the configuration is looked for, then the function.
#[test]
fn what_is_not_there_is_said_to_be_missing() {
    let server = TestServer::start();
    let message = format!(
        "The code signing configuration cannot be found. Check that the provided configuration is not \
         deleted: {NOBODYS}."
    );
    let body = json!({"Type": "User", "Message": message});
    let code = "CodeSigningConfigNotFoundException";
    assert_refused(&put(&server, NOBODYS), 404, code, body);
    let arn = config(&server, "Warn");
    assert_not_found(&put(&server, &arn), "f");
    assert_not_found(&lambda(&server, "DELETE", CONFIG, Value::Null), "f");
}

/// Developer Guide, "Using code signing to verify code integrity": Enforce blocks the deployment, Warn
/// lets it through; both count at the next deployment.
#[test]
fn enforced_signatures_keep_packages_without_one_out() {
    let server = TestServer::start();
    let (warn, enforce) = (config(&server, "Warn"), config(&server, "Enforce"));
    let make = |arn: &str| {
        let request = with("f", "CodeSigningConfigArn", json!(arn));
        lambda(&server, "POST", FUNCTIONS, request)
    };
    assert_not_verified(&make(&enforce));
    assert_eq!(make(&warn).status, 201);
    let update = || {
        let code = json!({"ZipFile": zip("app.py", "def handler(event, context): pass")});
        lambda(&server, "PUT", &format!("{FUNCTIONS}/f/code"), code)
    };
    assert_eq!(update().status, 200);
    assert_eq!(put(&server, &enforce).status, 200);
    assert_not_verified(&update());
}

/// Developer Guide, "Using code signing": not for images. The text is not recorded.
#[test]
fn images_are_not_signed() {
    let server = TestServer::start();
    let arn = config(&server, "Warn");
    let request = json!({
        "FunctionName": "f",
        "PackageType": "Image",
        "Role": super::ROLE,
        "Code": {"ImageUri": "app:1"},
        "CodeSigningConfigArn": arn,
    });
    let reply = lambda(&server, "POST", FUNCTIONS, request);
    super::assert_invalid(
        &reply,
        "Code signing is not supported for functions with the package type Image.",
    );
}
