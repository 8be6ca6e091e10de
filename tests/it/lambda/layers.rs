//! What the tests of layers share, and layers at work on both executors.

use ruststack::{DockerSettings, LambdaExecutor};
use serde_json::{Value, json};

use super::running::{answer, deploy_with, executable_zip, python};
use super::{FUNCTIONS, lambda, zip};
use crate::harness::engine::engine_or_skip;
use crate::harness::{Reply, TestServer, executor};

/// Where layers are listed.
pub(super) const LAYERS: &str = "/2018-10-31/layers";

/// Publishes a version of a layer with one file, and more members of the request.
pub(super) fn publish(
    server: &TestServer,
    name: &str,
    file: (&str, &str),
    members: Value,
) -> Reply {
    let mut request = json!({"Content": {"ZipFile": zip(file.0, file.1)}});
    for (member, value) in members.as_object().unwrap() {
        request[member] = value.clone();
    }
    lambda(
        server,
        "POST",
        &format!("{LAYERS}/{name}/versions"),
        request,
    )
}

/// As [`publish`], where the test is about something else; the version's ARN.
pub(super) fn layer(server: &TestServer, name: &str, file: (&str, &str)) -> String {
    let reply = publish(server, name, file, json!({}));
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["LayerVersionArn"].as_str().unwrap().to_owned()
}

/// The ARN of what follows `layer:` in the default account.
pub(super) fn arn(layer: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:layer:{layer}")
}

/// Runs a test with functions as processes, and again in containers where there is an engine.
pub(super) fn on_both(test: &str, run: impl Fn(&TestServer, &str)) {
    if executor() == LambdaExecutor::Process {
        run(&TestServer::start(), python());
    }
    let Some(engine) = engine_or_skip(test) else {
        return;
    };
    let server = TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker = DockerSettings {
            host: Some(engine.to_str().unwrap().to_owned()),
            ..DockerSettings::default()
        };
    });
    run(&server, "python3.12");
}

/// AWS docs, "Working with layers for Python Lambda functions" and "Layer paths".
#[test]
fn what_layers_hold_is_found_and_read_only_the_last_one_wins() {
    on_both("layers: what_layers_hold_is_found", |server, runtime| {
        let layers = [
            layer(server, "one", ("python/shared.py", "name = 'one'")),
            layer(server, "two", ("python/shared.py", "name = 'two'")),
            layer(server, "tool", ("python/tool.py", "name = 'tool'")),
        ];
        let code = "import shared, tool
def handler(event, context): return [shared.name, tool.name]";
        deploy_with(
            server,
            "f",
            code,
            json!({"Runtime": runtime, "Layers": layers}),
        );
        assert_eq!(answer(server, "f", json!({})), json!(["two", "tool"]));
        let code = "import os, tool
def handler(event, context):
    mode, system = os.stat(tool.__file__).st_mode, os.statvfs(tool.__file__).f_flag
    return not mode & 0o222 or bool(system & os.ST_RDONLY)";
        deploy_with(
            server,
            "g",
            code,
            json!({"Runtime": runtime, "Layers": layers}),
        );
        assert_eq!(answer(server, "g", json!({})), json!(true));
    });
}

#[test]
fn programs_of_a_layer_are_on_the_path() {
    on_both(
        "layers: programs_of_a_layer_are_on_the_path",
        |server, runtime| {
            let content = json!({"ZipFile": executable_zip("bin/greet", "#!/bin/sh\necho hello")});
            let versions = format!("{LAYERS}/tools/versions");
            let reply = lambda(server, "POST", &versions, json!({"Content": content}));
            let layers = [reply.json()["LayerVersionArn"].clone()];
            let code = "import subprocess
def handler(event, context): return subprocess.check_output(['greet']).decode()";
            deploy_with(
                server,
                "f",
                code,
                json!({"Runtime": runtime, "Layers": layers}),
            );
            assert_eq!(answer(server, "f", json!({})), json!("hello\n"));
        },
    );
}

/// AWS docs, "Building a custom runtime": the runtime may come from a layer.
#[test]
fn a_bootstrap_may_come_from_a_layer() {
    let server = TestServer::start();
    let bootstrap = "#!/usr/bin/env python3
import os, urllib.request
api = 'http://' + os.environ['AWS_LAMBDA_RUNTIME_API'] + '/2018-06-01/runtime/invocation/'
while True:
    event = urllib.request.urlopen(api + 'next')
    id = event.headers['Lambda-Runtime-Aws-Request-Id']
    urllib.request.urlopen(api + id + '/response', open('answer.json', 'rb').read())
";
    let content = json!({"ZipFile": executable_zip("bootstrap", bootstrap)});
    let versions = format!("{LAYERS}/runtime/versions");
    let reply = lambda(&server, "POST", &versions, json!({"Content": content}));
    let members = json!({
        "Runtime": "provided.al2023",
        "Layers": [reply.json()["LayerVersionArn"]],
        "Code": {"ZipFile": zip("answer.json", "\"from the layer\"")},
    });
    deploy_with(&server, "f", "", members);
    assert_eq!(answer(&server, "f", json!({})), json!("from the layer"));
}

#[test]
fn a_function_runs_with_the_layers_it_is_given_last() {
    let server = TestServer::start();
    let one = layer(&server, "l", ("python/shared.py", "name = 'one'"));
    let two = layer(&server, "l", ("python/shared.py", "name = 'two'"));
    let code = "import shared
def handler(event, context): return shared.name";
    deploy_with(&server, "f", code, json!({"Layers": [one]}));
    assert_eq!(answer(&server, "f", json!({})), json!("one"));
    let configuration = format!("{FUNCTIONS}/f/configuration");
    let reply = lambda(&server, "PUT", &configuration, json!({"Layers": [two]}));
    assert_eq!(
        reply.json()["Layers"][0]["Arn"],
        json!(two),
        "{}",
        reply.text()
    );
    assert_eq!(answer(&server, "f", json!({})), json!("two"));
    let reply = lambda(&server, "PUT", &configuration, json!({"Layers": []}));
    assert_eq!(reply.json()["Layers"], Value::Null, "{}", reply.text());
}
