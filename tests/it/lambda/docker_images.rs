//! Functions that are container images, in containers. These tests need a Docker engine with an image of
//! Python's runtime.

use std::path::Path;

use ruststack::LambdaExecutor;
use serde_json::{Value, json};

use super::running::{answer, failure, invoke};
use super::{FUNCTIONS, ROLE, lambda};
use crate::harness::TestServer;
use crate::harness::engine::{ask, engine_or_skip};

const IMAGE: &str = "public.ecr.aws/lambda/python:3.12";

/// A runtime client of a few lines, which answers with what it sees.
const CLIENT: &str = "import os, sys, urllib.request, json
api = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/invocation/'
seen = [os.getcwd(), sys.argv[1:], [os.environ.get(name) for name in ('_HANDLER', 'LAMBDA_TASK_ROOT', 'AWS_EXECUTION_ENV')]]
while True:
    event = urllib.request.urlopen(api + 'next')
    id = event.headers['Lambda-Runtime-Aws-Request-Id']
    urllib.request.urlopen(api + id + '/response', json.dumps(seen).encode())
";

fn server(engine: &Path) -> TestServer {
    let host = engine.to_str().unwrap().to_owned();
    TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker.host = Some(host);
    })
}

fn deploy_image(server: &TestServer, uri: &str, config: Value) {
    let function = json!({
        "FunctionName": "f",
        "PackageType": "Image",
        "Role": ROLE,
        "Timeout": 30,
        "Code": {"ImageUri": uri},
        "ImageConfig": config,
    });
    let reply = lambda(server, "POST", FUNCTIONS, function);
    assert_eq!(reply.status, 201, "{}", reply.text());
}

/// Lambda guide, "Create a Lambda function using a container image": the settings that override those
/// of the image.
#[test]
fn an_image_runs_with_the_settings_of_its_function() {
    let Some(engine) = engine_or_skip("an_image_runs_with_the_settings_of_its_function") else {
        return;
    };
    let server = server(&engine);
    let config = json!({
        "EntryPoint": ["/usr/bin/python3", "-c", CLIENT],
        "Command": ["app.handler"],
        "WorkingDirectory": "/opt",
    });
    deploy_image(&server, IMAGE, config);
    assert_eq!(
        answer(&server, "f", json!({})),
        json!(["/opt", ["app.handler"], ["app.handler", "/var/task", null]])
    );
    let other = json!({"ImageConfig": {"EntryPoint": ["/usr/bin/python3", "-c", CLIENT]}});
    let changed = lambda(
        &server,
        "PUT",
        &format!("{FUNCTIONS}/f/configuration"),
        other,
    );
    assert_eq!(changed.status, 200, "{}", changed.text());
    // What is not said is the image's own.
    assert_eq!(
        answer(&server, "f", json!({})),
        json!(["/var/task", [], ["", "/var/task", null]])
    );
}

#[test]
fn an_image_of_ecr_is_the_one_that_was_built_here() {
    let Some(engine) = engine_or_skip("an_image_of_ecr_is_the_one_that_was_built_here") else {
        return;
    };
    let name = "ruststack-test-of-ecr";
    let tag = format!("/images/{IMAGE}/tag?repo={name}&tag=1");
    assert_eq!(ask(&engine, "POST", &tag, &Value::Null).0, 201);
    let server = server(&engine);
    let uri = format!("000000000000.dkr.ecr.us-east-1.amazonaws.com/{name}:1");
    let config = json!({"EntryPoint": ["/usr/bin/python3", "-c", CLIENT], "Command": ["x"]});
    deploy_image(&server, &uri, config);
    let answer = answer(&server, "f", json!({}));
    let untag = format!("/images/{name}:1");
    assert_eq!(ask(&engine, "DELETE", &untag, &Value::Null).0, 200);
    assert_eq!(
        answer,
        json!(["/var/task", ["x"], ["x", "/var/task", null]])
    );
}

/// Seen in public logs.
#[test]
fn an_entry_point_that_is_not_there_is_the_functions_error() {
    let Some(engine) = engine_or_skip("an_entry_point_that_is_not_there_is_the_functions_error")
    else {
        return;
    };
    let server = server(&engine);
    for (program, reason) in [
        (
            "nowhere",
            r#"exec: "nowhere": executable file not found in $PATH"#,
        ),
        ("/nowhere", "fork/exec /nowhere: no such file or directory"),
    ] {
        let config = json!({"EntryPoint": [program]});
        deploy_image(&server, IMAGE, config);
        let reply = invoke(&server, "f", json!({}));
        let id = reply.header("x-amzn-requestid").unwrap().to_owned();
        assert_eq!(
            failure(&reply),
            json!({
                "errorType": "Runtime.InvalidEntrypoint",
                "errorMessage": format!("RequestId: {id} Error: {reason}"),
            })
        );
        lambda(&server, "DELETE", &format!("{FUNCTIONS}/f"), Value::Null);
    }
}

#[test]
fn an_image_that_nobody_has_is_named_with_what_would_help() {
    let Some(engine) = engine_or_skip("an_image_that_nobody_has_is_named_with_what_would_help")
    else {
        return;
    };
    let server = server(&engine);
    // Nobody listens there.
    deploy_image(&server, "localhost:1/nobody/has:this", json!({}));
    let refused = invoke(&server, "f", json!({}));
    assert_eq!(
        (refused.status, refused.header("x-amzn-errortype")),
        (502, Some("InvalidRuntimeException")),
        "{}",
        refused.text()
    );
    let text = refused.text();
    assert!(
        text.contains("cannot get the image localhost:1/nobody/has:this: "),
        "{text}"
    );
    assert!(text.contains("build it under this name"), "{text}");
}
