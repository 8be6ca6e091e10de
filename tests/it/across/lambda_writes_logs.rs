//! What a function writes is in CloudWatch Logs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::TestServer;
use crate::lambda::running::{deploy, deploy_with, executable_zip, invoke};

fn logs(server: &TestServer, operation: &str, body: Value) -> Value {
    let reply = server
        .request("POST", "/")
        .header("x-amz-target", &format!("Logs_20140328.{operation}"))
        .signed("logs")
        .body(body.to_string())
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// The messages of a group, once the last of them says this.
fn messages(server: &TestServer, group: &str, last: &str) -> Vec<String> {
    for _ in 0..6000 {
        let found = logs(server, "FilterLogEvents", json!({"logGroupName": group}));
        let events = found["events"].as_array().unwrap().iter();
        let messages: Vec<_> = events
            .map(|event| event["message"].as_str().unwrap().to_owned())
            .collect();
        if messages
            .last()
            .is_some_and(|message| message.contains(last))
        {
            return messages;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{group} never says {last}");
}

/// Recorded: lines are events with their breaks, whoever writes them.
#[test]
fn an_invocation_is_told_line_by_line() {
    let server = TestServer::start();
    let code = "import os
def handler(event, context):
    print('multi\\nline')
    print('another\\rline')
    print('unended', end='')
    return [context.log_group_name, context.log_stream_name]";
    deploy(&server, "f", code);
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let group = "/aws/lambda/f";
    let messages = messages(&server, group, "REPORT");
    let [init, start, first, second, third, unended, end, report] = &messages[..] else {
        panic!("{messages:?}");
    };
    assert!(
        init.starts_with("INIT_START Runtime Version: python:3."),
        "{init}"
    );
    assert_eq!(start, &format!("START RequestId: {id} Version: $LATEST\n"));
    let lines = [first, second, third, unended];
    assert_eq!(lines, ["multi\n", "line\n", "another\rline\n", "unended"]);
    assert_eq!(end, &format!("END RequestId: {id}\n"));
    assert!(
        report.starts_with(&format!("REPORT RequestId: {id}\tDuration: ")),
        "{report}"
    );
    assert!(report.ends_with(" ms\t\n"), "{report}");
    // Recorded: the stream has the date, the version and 32 digits of the environment.
    let streams = logs(
        &server,
        "DescribeLogStreams",
        json!({"logGroupName": group}),
    );
    let stream = streams["logStreams"][0]["logStreamName"].as_str().unwrap();
    assert_eq!(reply.json(), json!([group, stream]));
    let (date, environment) = stream.split_at(10);
    assert_eq!(date.split('/').count(), 3);
    assert!(
        environment.starts_with("/[$LATEST]") && environment.len() == 42,
        "{stream}"
    );
}

#[test]
fn a_group_is_made_at_the_first_log_and_again_when_it_was_deleted() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, context):\n    print('hi')",
    );
    let groups = || logs(&server, "DescribeLogGroups", json!({}))["logGroups"].clone();
    assert_eq!(groups(), json!([]));
    invoke(&server, "f", json!({}));
    messages(&server, "/aws/lambda/f", "REPORT");
    let delete = server.request("POST", "/").signed("logs");
    let delete = delete.header("x-amz-target", "Logs_20140328.DeleteLogGroup");
    let deleted = delete.body(r#"{"logGroupName":"/aws/lambda/f"}"#).send();
    assert_eq!(deleted.status, 200);
    invoke(&server, "f", json!({}));
    // The environment is warm: it does not start again.
    let messages = messages(&server, "/aws/lambda/f", "REPORT");
    assert!(messages[0].starts_with("START"), "{messages:?}");
}

/// AWS docs, "Advanced logging controls": a group of one's own, JSON, and levels, which Lambda minds
/// itself for runtimes that AWS does not manage.
#[test]
fn a_logging_configuration_is_obeyed() {
    let server = TestServer::start();
    let bootstrap = r#"#!/bin/sh
echo '{"timestamp":"2026-11-22T10:00:00Z","level":"info","message":"left out"}'
echo '{"timestamp":"2026-11-22T10:00:00Z","level":"error","message":"kept"}'
echo "$AWS_LAMBDA_LOG_FORMAT $AWS_LAMBDA_LOG_LEVEL $AWS_LAMBDA_LOG_GROUP_NAME"
exit 3
"#;
    let members = json!({
        "Runtime": "provided.al2023", "Handler": "any",
        "Code": {"ZipFile": executable_zip("bootstrap", bootstrap)},
        "LoggingConfig": {
            "LogFormat": "JSON", "ApplicationLogLevel": "WARN", "SystemLogLevel": "DEBUG",
            "LogGroup": "/own/group",
        },
    });
    deploy_with(&server, "f", "", members);
    invoke(&server, "f", json!({}));
    let messages = messages(&server, "/own/group", "platform.report");
    let summary: Vec<String> = messages
        .iter()
        .map(|message| match serde_json::from_str::<Value>(message) {
            Ok(json) => match json["type"].as_str() {
                Some(kind) => kind.to_owned(),
                None => json["message"].as_str().unwrap().to_owned(),
            },
            Err(_) => message.trim_end().to_owned(),
        })
        .collect();
    assert_eq!(
        summary,
        [
            "platform.initStart",
            "kept",
            "JSON WARN /own/group",
            "platform.initRuntimeDone",
            "platform.initReport",
            "platform.start",
            "platform.runtimeDone",
            "platform.report"
        ]
    );
    let report: Value = serde_json::from_str(messages.last().unwrap()).unwrap();
    assert_eq!(report["record"]["status"], "error");
    assert_eq!(report["record"]["errorType"], "Runtime.ExitError");
}
