//! Functions whose code is a container image. Recorded answers, where nothing else is said.

use serde_json::{Value, json};

use super::{FUNCTIONS, ROLE, assert_invalid, create, lambda, with, zip};
use crate::harness::{Reply, TestServer};

const URI: &str = "000000000000.dkr.ecr.us-east-1.amazonaws.com/app";

fn image(config: Value) -> Value {
    json!({
        "FunctionName": "f",
        "PackageType": "Image",
        "Role": ROLE,
        "Code": {"ImageUri": format!("{URI}:latest")},
        "ImageConfig": config,
    })
}

fn put(server: &TestServer, what: &str, body: Value) -> Reply {
    lambda(server, "PUT", &format!("{FUNCTIONS}/f/{what}"), body)
}

fn function(server: &TestServer) -> Value {
    lambda(server, "GET", &format!("{FUNCTIONS}/f"), Value::Null).json()
}

#[test]
fn an_image_has_no_runtime_no_handler_and_no_size() {
    let server = TestServer::start();
    let reply = lambda(&server, "POST", FUNCTIONS, image(Value::Null));
    assert_eq!(reply.status, 201, "{}", reply.text());
    let made = reply.json();
    assert_eq!(
        (&made["PackageType"], &made["State"]),
        (&json!("Image"), &json!("Pending"))
    );
    for member in [
        "Runtime",
        "Handler",
        "RuntimeVersionConfig",
        "ImageConfigResponse",
    ] {
        assert_eq!(made[member], Value::Null, "{member}");
    }
    assert_eq!(made["CodeSize"], 0);
    let hash = made["CodeSha256"].as_str().unwrap();
    assert_eq!(hash.len(), 64);
    assert_eq!(
        function(&server)["Code"],
        json!({
            "SourceKMSKeyArn": null,
            "ResolvedImageUri": format!("{URI}@sha256:{hash}"),
            "RepositoryType": "ECR",
            "ImageUri": format!("{URI}:latest"),
            "Location": null,
        })
    );
}

#[test]
fn an_image_config_is_replaced_as_a_whole() {
    let server = TestServer::start();
    let first = json!({"EntryPoint": ["sh"], "Command": ["-c", "x"], "WorkingDirectory": "/app1"});
    let made = lambda(&server, "POST", FUNCTIONS, image(first.clone())).json();
    assert_eq!(
        made["ImageConfigResponse"],
        json!({"ImageConfig": first, "Error": null})
    );
    let second = json!({"Command": ["-c", "y"], "WorkingDirectory": "/app1"});
    let changed = put(&server, "configuration", json!({"ImageConfig": second})).json();
    let shown = &changed["ImageConfigResponse"]["ImageConfig"];
    assert_eq!(shown["EntryPoint"], Value::Null);
    assert_eq!(shown["Command"], json!(["-c", "y"]));
    // Another image keeps it.
    let other = json!({"ImageUri": format!("{URI}:2")});
    let changed = put(&server, "code", other).json();
    assert_eq!(&changed["ImageConfigResponse"]["ImageConfig"], shown);
    let changed = put(&server, "configuration", json!({"ImageConfig": {}})).json();
    assert_eq!(changed["ImageConfigResponse"], Value::Null);
}

#[test]
fn the_digest_of_a_uri_is_the_codes() {
    let server = TestServer::start();
    lambda(&server, "POST", FUNCTIONS, image(Value::Null));
    let digest = "0123456789abcdef".repeat(4);
    let uri = format!("{URI}@sha256:{digest}");
    let changed = put(&server, "code", json!({"ImageUri": uri})).json();
    assert_eq!(changed["CodeSha256"], digest.as_str());
    assert_eq!(function(&server)["Code"]["ResolvedImageUri"], uri.as_str());
}

#[test]
fn a_function_never_changes_its_package_type() {
    let server = TestServer::start();
    lambda(&server, "POST", FUNCTIONS, image(Value::Null));
    let reply = put(&server, "code", json!({"ZipFile": zip("app.py", "")}));
    assert_invalid(
        &reply,
        "Please provide ImageUri when updating a function with packageType Image.",
    );
    let server = TestServer::start();
    create(&server, "f");
    let reply = put(&server, "code", json!({"ImageUri": URI}));
    assert_invalid(
        &reply,
        "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
}

/// The texts are AWS's, as users report them.
#[test]
fn settings_of_the_other_package_type_are_refused() {
    let server = TestServer::start();
    let not_both = "Please don't provide Handler or Runtime or Layer when the intended function \
                    PackageType is Image.";
    let reply = lambda(
        &server,
        "POST",
        FUNCTIONS,
        with("f", "PackageType", json!("Image")),
    );
    assert_invalid(&reply, not_both);
    lambda(&server, "POST", FUNCTIONS, image(Value::Null));
    let reply = put(&server, "configuration", json!({"Handler": "app.handler"}));
    assert_invalid(&reply, not_both);
    create(&server, "g");
    let config = json!({"ImageConfig": {"Command": ["x"]}});
    let reply = lambda(
        &server,
        "PUT",
        &format!("{FUNCTIONS}/g/configuration"),
        config,
    );
    assert_invalid(
        &reply,
        "Please don't provide ImageConfig when the intended function PackageType is Zip.",
    );
    let mut bad = image(Value::Null);
    bad["FunctionName"] = json!("h");
    bad["Code"] = json!({"ImageUri": "no image"});
    let reply = lambda(&server, "POST", FUNCTIONS, bad);
    assert_invalid(
        &reply,
        "Source image no image is not valid. Provide a valid source image.",
    );
}

#[test]
fn a_process_is_no_container() {
    let server =
        TestServer::with(|config| config.lambda_executor = ruststack::LambdaExecutor::Process);
    lambda(&server, "POST", FUNCTIONS, image(Value::Null));
    let reply = lambda(
        &server,
        "POST",
        &format!("{FUNCTIONS}/f/invocations"),
        json!({}),
    );
    assert_eq!(reply.status, 502);
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("InvalidRuntimeException")
    );
    assert!(reply.text().contains("in Docker only"), "{}", reply.text());
}
