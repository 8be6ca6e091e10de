//! Events and records on their way to functions outlive a process that is killed: each is run at least once.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::harness::Program;
use crate::lambda::zip;

fn ask(program: &Program, service: &str, method: &str, target: &str, body: Value) -> Value {
    let body = match body.is_null() {
        true => String::new(),
        false => body.to_string(),
    };
    let reply = program
        .request(method, target)
        .body(body)
        .signed(service)
        .send();
    assert!(
        reply.status < 300,
        "{target}: {} {}",
        reply.status,
        reply.text()
    );
    match reply.body.is_empty() {
        true => Value::Null,
        false => reply.json(),
    }
}

fn ask_json(program: &Program, service: &str, target: &str, input: Value) -> Value {
    let reply = program
        .request("POST", "/")
        .header("x-amz-target", target)
        .header("content-type", "application/x-amz-json-1.0")
        .body(input.to_string())
        .signed(service)
        .send();
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

fn deploy(program: &Program, code: &str) {
    let function = json!({
        "FunctionName": "f",
        "Runtime": "python3.12",
        "Role": "arn:aws:iam::000000000000:role/any",
        "Handler": "app.handler",
        "Code": {"ZipFile": zip("app.py", code)},
    });
    ask(program, "lambda", "POST", "/2015-03-31/functions", function);
}

/// Nothing of the function runs from now on; what comes waits.
fn throttle(program: &Program) {
    let none = json!({"ReservedConcurrentExecutions": 0});
    ask(
        program,
        "lambda",
        "PUT",
        "/2017-10-31/functions/f/concurrency",
        none,
    );
}

fn let_run(program: &Program) {
    ask(
        program,
        "lambda",
        "DELETE",
        "/2017-10-31/functions/f/concurrency",
        Value::Null,
    );
}

/// Waits until nothing is at work any more.
fn idle(program: &Program) {
    let reply = program
        .request("GET", "/_ruststack/idle?timeout=120")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[test]
fn an_event_that_was_accepted_is_run_after_a_kill() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    deploy(
        &program,
        "def handler(event, context): return event['number']",
    );
    let told = json!({"DestinationConfig": {"OnSuccess": {
        "Destination": "arn:aws:sqs:us-east-1:000000000000:done",
    }}});
    let config = "/2019-09-25/functions/f/event-invoke-config";
    ask(&program, "lambda", "PUT", config, told);
    throttle(&program);
    for number in 0..3 {
        let reply = program
            .request("POST", "/2015-03-31/functions/f/invocations")
            .header("x-amz-invocation-type", "Event")
            .body(json!({ "number": number }).to_string())
            .signed("lambda")
            .send();
        assert_eq!(reply.status, 202);
    }
    program.kill();

    // Through a start at which they may not run, too.
    let program = Program::start(folder.path());
    assert!(program.stop());
    let program = Program::start(folder.path());
    let_run(&program);
    idle(&program);
    let page = program.request("GET", "/_ruststack/events").send().json();
    let events = page["events"].as_array().unwrap().iter();
    let mut answers: Vec<_> = events
        .map(|event| {
            let record: Value = serde_json::from_str(event["message"].as_str().unwrap()).unwrap();
            record["responsePayload"].as_u64().unwrap()
        })
        .collect();
    answers.sort_unstable();
    assert_eq!(answers, [0, 1, 2]);
    program.kill();

    let program = Program::start(folder.path());
    idle(&program);
    let again = program.request("GET", "/_ruststack/events").send().json();
    let count = again["events"].as_array().unwrap().len();
    assert!(count >= 3, "what was told is kept: {count}");
}

fn put(program: &Program, key: &str) {
    let item = json!({"TableName": "table", "Item": {"p": {"S": key}}});
    ask_json(program, "dynamodb", "DynamoDB_20120810.PutItem", item);
}

/// The keys that the function has been run for, as soon as one of them is there.
fn seen(program: &Program, wanted: &str) -> Vec<String> {
    let started = Instant::now();
    loop {
        let input = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "\"saw \""});
        let reply = program
            .request("POST", "/")
            .header("x-amz-target", "Logs_20140328.FilterLogEvents")
            .header("content-type", "application/x-amz-json-1.1")
            .body(input.to_string())
            .signed("logs")
            .send();
        // The group is made with the first line.
        let found = reply.json();
        let events = found["events"].as_array().cloned().unwrap_or_default();
        let messages = events
            .iter()
            .map(|event| event["message"].as_str().unwrap());
        let messages: Vec<_> = messages.map(|text| text.trim().to_owned()).collect();
        if messages
            .iter()
            .any(|message| message == &format!("saw {wanted}"))
        {
            return messages;
        }
        assert!(started.elapsed() < Duration::from_secs(120), "{messages:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_mapping_goes_on_after_a_kill_where_it_was() {
    let folder = tempdir().unwrap();
    let program = Program::start(folder.path());
    let table = json!({
        "TableName": "table",
        "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    });
    let made = ask_json(&program, "dynamodb", "DynamoDB_20120810.CreateTable", table);
    deploy(
        &program,
        "def handler(event, context):\n    for record in event['Records']:\n        print('saw', record['dynamodb']['Keys']['p']['S'])",
    );
    put(&program, "before the mapping");
    let mapping = json!({
        "FunctionName": "f",
        "EventSourceArn": made["TableDescription"]["LatestStreamArn"],
        "StartingPosition": "LATEST",
        "FilterCriteria": {"Filters": [{"Pattern": "{\"eventName\": [\"INSERT\"]}"}]},
        "Tags": {"team": "one"},
    });
    let mappings = "/2015-03-31/event-source-mappings";
    let made = ask(&program, "lambda", "POST", mappings, mapping);
    let own = format!("{mappings}/{}", made["UUID"].as_str().unwrap());
    put(&program, "one");
    seen(&program, "one");
    idle(&program);
    throttle(&program);
    put(&program, "two");
    program.kill();

    let program = Program::start(folder.path());
    let shown = ask(&program, "lambda", "GET", &own, Value::Null);
    assert_eq!(shown["State"], "Enabled");
    assert_eq!(shown["FilterCriteria"], made["FilterCriteria"]);
    put(&program, "three");
    let_run(&program);
    let messages = seen(&program, "three");
    assert!(
        messages.iter().any(|message| message == "saw two"),
        "{messages:?}"
    );
    assert!(
        !messages.iter().any(|message| message.contains("before")),
        "{messages:?}"
    );
    ask(&program, "lambda", "DELETE", &own, Value::Null);
    idle(&program);
    // The end of the mapping is committed with the next write.
    put(&program, "four");
    program.kill();

    let program = Program::start(folder.path());
    let all = ask(
        &program,
        "lambda",
        "GET",
        &format!("{mappings}/"),
        Value::Null,
    );
    assert_eq!(all["EventSourceMappings"], json!([]));
}
