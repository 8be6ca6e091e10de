//! Log groups outlive a process that is killed, with their streams, their events and what they are set to.

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::Program;

/// In a world, which begins its path.
fn ask(program: &Program, world: &str, operation: &str, input: Value) -> Value {
    let reply = program
        .request("POST", &format!("{world}/"))
        .header("x-amz-target", &format!("Logs_20140328.{operation}"))
        .header("content-type", "application/x-amz-json-1.1")
        .body(input.to_string())
        .signed("logs")
        .send();
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
    match reply.body.is_empty() {
        true => Value::Null,
        false => reply.json(),
    }
}

fn put(program: &Program, world: &str, stream: &str, messages: &[String]) {
    let now_ms = now_ms();
    let events = messages.iter().enumerate();
    let events =
        events.map(|(at, message)| json!({"timestamp": now_ms + at as i64, "message": message}));
    let events: Vec<_> = events.collect();
    let input = json!({"logGroupName": "g", "logStreamName": stream, "logEvents": events});
    ask(program, world, "PutLogEvents", input);
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap().as_millis() as i64
}

/// Everything that the API tells of groups, streams and events.
fn told(program: &Program, world: &str) -> Vec<Value> {
    let group = || json!({"logGroupName": "g"});
    let arn = json!({"resourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:g"});
    vec![
        ask(program, world, "DescribeLogGroups", json!({})),
        ask(program, world, "DescribeLogStreams", group()),
        ask(program, world, "FilterLogEvents", group()),
        ask(program, world, "DescribeSubscriptionFilters", group()),
        ask(program, world, "ListTagsForResource", arn),
    ]
}

fn group(program: &Program) {
    let made = json!({"logGroupName": "g", "tags": {"team": "one"}});
    ask(program, "", "CreateLogGroup", made);
    for stream in ["a", "b", "gone"] {
        let stream = json!({"logGroupName": "g", "logStreamName": stream});
        ask(program, "", "CreateLogStream", stream);
    }
}

#[test]
fn groups_are_there_after_a_kill_with_streams_events_and_settings() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    group(&program);
    let days = json!({"logGroupName": "g", "retentionInDays": 7});
    ask(&program, "", "PutRetentionPolicy", days);
    put(
        &program,
        "",
        "a",
        &["one".to_owned(), "{\"level\": \"two\"}".to_owned()],
    );
    put(&program, "", "gone", &["with its stream".to_owned()]);
    put(&program, "", "b", &["Grüße".to_owned()]);
    let gone = json!({"logGroupName": "g", "logStreamName": "gone"});
    ask(&program, "", "DeleteLogStream", gone);
    let before = told(&program, "");
    assert_eq!(before[2]["events"].as_array().unwrap().len(), 3);
    assert_eq!(before[1]["logStreams"].as_array().unwrap().len(), 2);
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(told(&program, ""), before);
    put(&program, "", "b", &["after the kill".to_owned()]);
    let again = told(&program, "");
    assert_eq!(again[2]["events"].as_array().unwrap().len(), 4);
    let ids = again[2]["events"].as_array().unwrap().iter();
    let ids: std::collections::BTreeSet<_> =
        ids.map(|event| event["eventId"].to_string()).collect();
    assert_eq!(ids.len(), 4, "no number is given twice");
    ask(&program, "", "DeleteLogGroup", json!({"logGroupName": "g"}));
    program.kill();

    let program = Program::start(folder.path());
    let groups = ask(&program, "", "DescribeLogGroups", json!({}));
    assert_eq!(groups["logGroups"], json!([]));
}

#[test]
fn what_gives_way_to_newer_events_is_gone_after_a_kill_too() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    group(&program);
    // A group keeps 32 MiB: the oldest of 36 go.
    let megabyte: Vec<_> = (0..4).map(|_| "x".repeat(250_000)).collect();
    for _ in 0..36 {
        put(&program, "", "a", &megabyte);
    }
    let shown = |program: &Program| {
        let groups = ask(program, "", "DescribeLogGroups", json!({}));
        let first =
            json!({"logGroupName": "g", "logStreamName": "a", "startFromHead": true, "limit": 1});
        let first = ask(program, "", "GetLogEvents", first);
        (groups, first["events"][0]["timestamp"].clone())
    };
    let before = shown(&program);
    assert!(before.0["logGroups"][0]["storedBytes"].as_i64().unwrap() > 30_000_000);
    program.kill();

    let program = Program::start(folder.path());
    assert_eq!(shown(&program), before);
}

#[test]
fn a_fork_and_a_snapshot_keep_the_logs_that_they_began_with() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    group(&program);
    put(&program, "", "a", &["shared".to_owned()]);
    let own = |program: &Program, target: &str, body: Value| {
        let reply = program.request("PUT", target).body(body.to_string()).send();
        assert_eq!(reply.status, 201, "{}", reply.text());
    };
    own(&program, "/_ruststack/snapshots/seeded", json!({}));
    own(
        &program,
        "/_ruststack/worlds/fork",
        json!({"from": "default"}),
    );
    put(&program, "", "a", &["of the default world".to_owned()]);
    put(&program, "/~fork", "a", &["of the fork".to_owned()]);
    program.kill();

    let program = Program::start(folder.path());
    own(
        &program,
        "/_ruststack/worlds/late",
        json!({"snapshot": "seeded"}),
    );
    for (world, own) in [
        ("", &["shared", "of the default world"][..]),
        ("/~fork", &["shared", "of the fork"]),
        ("/~late", &["shared"]),
    ] {
        let found = ask(
            &program,
            world,
            "FilterLogEvents",
            json!({"logGroupName": "g"}),
        );
        let messages = found["events"].as_array().unwrap().iter();
        let messages: Vec<_> = messages
            .map(|event| event["message"].as_str().unwrap())
            .collect();
        assert_eq!(messages, own);
    }
}
