//! Containers that are started before events need them, and the networks that they are in. These tests
//! need a Docker engine with an image of Python's runtime.

use std::path::Path;
use std::time::Duration;

use ruststack::{Config, LambdaExecutor};
use serde_json::{Value, json};

use super::running::{answer, deploy_with, failure, invoke};
use super::{FUNCTIONS, ROLE, lambda};
use crate::harness::TestServer;
use crate::harness::engine::{ask, engine_or_skip};

/// Tells its container's name, the address of its Runtime API, and how many events it has had.
const SELF: &str = "import os, socket\ncount = 0\ndef handler(event, context):
    global count
    count += 1
    return [socket.gethostname(), os.environ['AWS_LAMBDA_RUNTIME_API'], count]\n";

fn server(engine: &Path, change: impl FnOnce(&mut Config)) -> TestServer {
    let host = engine.to_str().unwrap().to_owned();
    TestServer::with(|config| {
        config.lambda_executor = LambdaExecutor::Docker;
        config.docker.host = Some(host);
        change(config);
    })
}

fn deploy(server: &TestServer, name: &str, members: Value) {
    let mut all = json!({"Runtime": "python3.12", "MemorySize": 256});
    for (member, value) in members.as_object().unwrap() {
        all[member] = value.clone();
    }
    deploy_with(server, name, SELF, all);
}

/// The running containers of a function that this process's servers made.
fn running(engine: &Path, function: &str) -> Vec<String> {
    let filter = format!("%7B%22label%22%3A%5B%22ruststack.function%3D{function}%22%5D%7D");
    let (_, containers) = ask(
        engine,
        "GET",
        &format!("/containers/json?filters={filter}"),
        &Value::Null,
    );
    let containers = containers.as_array().unwrap().iter();
    containers
        .map(|one| one["Id"].as_str().unwrap()[..12].to_owned())
        .collect()
}

fn running_at_last(engine: &Path, function: &str, count: usize) -> Vec<String> {
    loop {
        let containers = running(engine, function);
        if containers.len() == count {
            return containers;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Lambda guide, "Understanding the execution environment lifecycle": environments may be initialised
/// before they are needed.
#[test]
fn a_container_is_ready_before_an_event_and_events_in_turn_share_one() {
    let Some(engine) = engine_or_skip("a_container_is_ready_before_an_event") else {
        return;
    };
    let server = server(&engine, |_| {});
    deploy(&server, "ahead", json!({}));
    let first = running_at_last(&engine, "ahead", 1);
    let answers: Vec<Value> = (0..3)
        .map(|_| {
            let answer = answer(&server, "ahead", json!({}));
            running_at_last(&engine, "ahead", 2);
            answer
        })
        .collect();
    for (count, answer) in answers.iter().enumerate() {
        assert_eq!(
            (&answer[0], &answer[2]),
            (&json!(first[0]), &json!(count + 1))
        );
    }
    // Another configuration is another environment.
    let change = json!({"Environment": {"Variables": {"OTHER": "1"}}});
    let target = format!("{FUNCTIONS}/ahead/configuration");
    assert_eq!(lambda(&server, "PUT", &target, change).status, 200);
    let changed = answer(&server, "ahead", json!({}));
    assert_ne!(changed[0], answers[0][0]);
    assert_eq!(changed[2], 1);
}

#[test]
fn nothing_is_started_ahead_where_that_is_switched_off() {
    let Some(engine) = engine_or_skip("nothing_is_started_ahead_where_that_is_switched_off") else {
        return;
    };
    let server = server(&engine, |config| config.lambda_start_ahead = false);
    deploy(&server, "behind", json!({}));
    answer(&server, "behind", json!({}));
    answer(&server, "behind", json!({}));
    assert_eq!(running(&engine, "behind").len(), 1);
}

/// The container of a function that has all but its runtime, once nothing goes on in it; `others` are not.
fn waiting_at_last(engine: &Path, function: &str, others: &[&Value]) -> String {
    loop {
        let containers = running(engine, function);
        let waits = |one: &&String| {
            let target = format!("/containers/{one}/top?ps_args=-eo%20pid,stat");
            let (_, processes) = ask(engine, "GET", &target, &Value::Null);
            let processes = processes["Processes"].as_array().cloned();
            let is_stopped =
                |one: &Value| one[1].as_str().is_some_and(|stat| stat.starts_with('T'));
            processes.unwrap_or_default().iter().any(is_stopped)
        };
        let mut news = containers
            .iter()
            .filter(|one| !others.contains(&&json!(one)));
        if let Some(found) = news.find(waits) {
            return found.clone();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_save_is_answered_by_a_container_that_was_there_before_it() {
    let Some(engine) = engine_or_skip("a_save_is_answered_by_a_container_that_was_there_before_it")
    else {
        return;
    };
    let server = server(&engine, |config| config.lambda_hot_reload = true);
    let folder = tempfile::tempdir().unwrap();
    let save = |code: &str| std::fs::write(folder.path().join("app.py"), code).unwrap();
    save(SELF);
    let code = json!({"S3Bucket": "hot-reload", "S3Key": folder.path()});
    deploy(&server, "saved", json!({ "Code": code }));
    let first = answer(&server, "saved", json!({}));
    let second = waiting_at_last(&engine, "saved", &[&first[0]]);
    // A mistake is what this one finds, and it ends with that.
    save("def handler(event, context) return None");
    let error = failure(&invoke(&server, "saved", json!({})));
    assert_eq!(error["errorType"], "Runtime.UserCodeSyntaxError");
    let third = waiting_at_last(&engine, "saved", &[&first[0], &json!(second)]);
    save(&format!("{SELF}# saved"));
    let mended = answer(&server, "saved", json!({}));
    assert_eq!((&mended[0], &mended[2]), (&json!(third), &json!(1)));
    let fourth = waiting_at_last(&engine, "saved", &[&mended[0]]);
    // What waits has the function's settings, too: these it has not.
    let change = json!({"Environment": {"Variables": {"OTHER": "1"}}});
    let target = format!("{FUNCTIONS}/saved/configuration");
    assert_eq!(lambda(&server, "PUT", &target, change).status, 200);
    let changed = answer(&server, "saved", json!({}));
    assert!(changed[0] != json!(fourth) && changed[0] != mended[0]);
    waiting_at_last(&engine, "saved", &[&changed[0]]);
    running_at_last(&engine, "saved", 2);
    let target = format!("{FUNCTIONS}/saved");
    assert_eq!(lambda(&server, "DELETE", &target, Value::Null).status, 204);
    running_at_last(&engine, "saved", 0);
}

#[test]
fn functions_live_in_the_network_that_was_chosen() {
    let Some(engine) = engine_or_skip("functions_live_in_the_network_that_was_chosen") else {
        return;
    };
    let name = format!("ruststack-test-{}", std::process::id());
    let body = json!({"Name": name, "IPAM": {"Config": [{"Subnet": "10.213.77.0/24"}]}});
    let (status, made) = ask(&engine, "POST", "/networks/create", &body);
    assert_eq!(status, 201, "{made}");
    let chosen = server(&engine, |config| {
        config.lambda_network = Some(name.clone());
    });
    deploy(&chosen, "networked", json!({}));
    let answer = answer(&chosen, "networked", json!({}));
    drop(chosen);
    let gone = ask(
        &engine,
        "DELETE",
        &format!("/networks/{name}"),
        &Value::Null,
    );
    assert_eq!(gone.0, 204, "{}", gone.1);
    let api = answer[1].as_str().unwrap();
    assert!(api.starts_with("10.213.77.1:"), "{api}");
}

#[test]
fn an_environment_that_never_calls_may_be_behind_a_firewall() {
    let Some(engine) = engine_or_skip("an_environment_that_never_calls_may_be_behind_a_firewall")
    else {
        return;
    };
    let server = server(&engine, |config| config.lambda_start_ahead = false);
    // Stands for one that calls in vain. In an image nothing but its own program calls.
    let function = json!({
        "FunctionName": "cut-off",
        "PackageType": "Image",
        "Role": ROLE,
        "Timeout": 1,
        "Code": {"ImageUri": "public.ecr.aws/lambda/python:3.12"},
        "ImageConfig": {"EntryPoint": ["/bin/sleep", "60"]},
    });
    let made = lambda(&server, "POST", FUNCTIONS, function);
    assert_eq!(made.status, 201, "{}", made.text());
    let refused = invoke(&server, "cut-off", json!({}));
    assert_eq!(
        refused.header("x-amzn-errortype"),
        Some("ServiceException"),
        "{}",
        refused.text()
    );
    let text = refused.text();
    assert!(text.contains("never called its Runtime API at "), "{text}");
    assert!(text.contains("a firewall"), "{text}");
}
