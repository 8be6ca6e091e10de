//! Invoke.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ruststack::LambdaExecutor;
use serde_json::{Value, json};

use super::running::{answer, deploy, deploy_with, invoke, invoke_raw, log_tail, shared_folder};
use super::{assert_not_found, assert_refused, assert_validation, lambda, zip};
use crate::harness::TestServer;

const ECHO: &str = "def handler(event, context): return event";

/// AWS docs, API_Invoke: status, payload and headers of a synchronous invocation.
#[test]
fn the_answer_is_the_functions_own() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let reply = invoke(&server, "f", json!({"key": ["value", 1, null]}));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text(), r#"{"key": ["value", 1, null]}"#);
    assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("x-amz-function-error"), None);
    assert_eq!(reply.header("x-amzn-requestid").unwrap().len(), 36);
    assert!(
        reply
            .header("x-amzn-trace-id")
            .unwrap()
            .starts_with("Root=1-")
    );
}

/// What a function has printed that holds a text: its lines in CloudWatch Logs.
pub(super) fn printed(server: &TestServer, function: &str, text: &str) -> Value {
    let group = format!("/aws/lambda/{function}");
    let reply = server
        .request("POST", "/")
        .header("x-amz-target", "Logs_20140328.FilterLogEvents")
        .header("content-type", "application/x-amz-json-1.1")
        .signed("logs")
        .body(json!({"logGroupName": group}).to_string())
        .send();
    let events = reply.json()["events"].take();
    let messages = events.as_array().into_iter().flatten();
    let messages = messages.map(|event| event["message"].as_str().unwrap());
    let own = |message: &&str| message.contains(text) && !message.contains("RequestId: ");
    messages.filter(own).collect()
}

/// Recorded answer: a handler that returns nothing answers null.
#[test]
fn nothing_returned_is_null() {
    let server = TestServer::start();
    deploy(&server, "f", "def handler(event, context): pass");
    assert_eq!(invoke(&server, "f", json!(1)).text(), "null");
}

#[test]
fn an_absent_payload_is_an_empty_object() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    assert_eq!(invoke_raw(&server, "f", Vec::new(), &[]).text(), "{}");
}

/// Recorded log of an invocation: START to REPORT, tabs and all.
#[test]
fn the_log_tail_runs_from_start_to_report() {
    let server = TestServer::start();
    deploy(&server, "f", "def handler(event, context): print('hello')");
    let cold = log_tail(&invoke(&server, "f", json!({})));
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let warm = log_tail(&reply);
    let start = format!(
        "START RequestId: {id} Version: $LATEST\nhello\nEND RequestId: {id}\nREPORT RequestId: {id}\tDuration: "
    );
    assert!(warm.starts_with(&start), "{warm}");
    assert!(
        warm.contains("\tMemory Size: 128 MB\tMax Memory Used: "),
        "{warm}"
    );
    assert!(warm.ends_with(" MB\t\n"), "{warm}");
    assert!(
        cold.contains("\tInit Duration: ") && !warm.contains("Init"),
        "{cold}{warm}"
    );
}

/// AWS docs, API_Invoke: the last 4 KB of the log.
#[test]
fn the_log_tail_is_the_last_4096_bytes() {
    let server = TestServer::start();
    let code = "def handler(event, context):\n    for _ in range(50000): print('y' * 999)";
    deploy(&server, "f", code);
    let tail = log_tail(&invoke(&server, "f", json!({})));
    assert_eq!(tail.len(), 4096);
    assert!(
        tail.starts_with("yyy") && tail.contains("END RequestId"),
        "{tail}"
    );
}

#[test]
fn without_log_type_there_is_no_log() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let reply = lambda(
        &server,
        "POST",
        "/2015-03-31/functions/f/invocations",
        json!(1),
    );
    assert_eq!(
        (reply.status, reply.header("x-amz-log-result")),
        (200, None)
    );
}

/// The names and types of AWS's own Python context; memory_limit_in_mb is a string.
#[test]
fn the_context_tells_of_the_invocation() {
    let server = TestServer::start();
    let code = "def handler(event, c):
    left = c.get_remaining_time_in_millis()
    return [c.aws_request_id, c.function_name, c.function_version, c.invoked_function_arn,
            c.memory_limit_in_mb, c.log_group_name, 0 < left <= 30000, c.client_context,
            c.log_stream_name[10:20]]";
    deploy(&server, "f", code);
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    assert_eq!(
        reply.json(),
        json!([
            id,
            "f",
            "$LATEST",
            "arn:aws:lambda:us-east-1:000000000000:function:f",
            "128",
            "/aws/lambda/f",
            true,
            null,
            "/[$LATEST]"
        ])
    );
}

/// AWS docs, API_Invoke: ClientContext is base64 of JSON.
#[test]
fn the_client_context_reaches_the_function() {
    let server = TestServer::start();
    let code = "def handler(event, c): return [c.client_context.custom, c.client_context.client.app_title]";
    deploy(&server, "f", code);
    let context = json!({"custom": {"a": "é"}, "client": {"app_title": "t"}});
    let header = STANDARD.encode(context.to_string());
    let reply = invoke_raw(&server, "f", vec![], &[("x-amz-client-context", &header)]);
    assert_eq!(reply.json(), json!([{"a": "é"}, "t"]));
    let reply = invoke_raw(&server, "f", vec![], &[("x-amz-client-context", "e30")]);
    assert_eq!(reply.status, 400);
}

#[test]
fn a_version_is_invoked_by_its_qualifier() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, c): return [1, c.function_version, c.invoked_function_arn]",
    );
    let target = "/2015-03-31/functions/f";
    lambda(&server, "POST", &format!("{target}/versions"), json!({}));
    let code = json!({"ZipFile": zip("app.py", "def handler(event, c): return 2")});
    lambda(&server, "PUT", &format!("{target}/code"), code);
    for name in ["f:1", "arn:aws:lambda:us-east-1:000000000000:function:f:1"] {
        let reply = invoke(&server, name, json!({}));
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:1";
        assert_eq!(reply.json(), json!([1, "1", arn]));
        assert_eq!(reply.header("x-amz-executed-version"), Some("1"));
    }
    assert_eq!(answer(&server, "f", json!({})), 2);
    let target = format!("{target}/invocations?Qualifier=7");
    assert_not_found(&lambda(&server, "POST", &target, json!({})), "f:7");
}

/// Recorded answer.
#[test]
fn a_function_that_is_not_there_is_not_found() {
    let server = TestServer::start();
    assert_not_found(&invoke(&server, "nope", json!({})), "nope");
    let target = "/2015-03-31/functions/nope/invocations?Qualifier=$LATEST";
    assert_not_found(&lambda(&server, "POST", target, json!({})), "nope:$LATEST");
}

/// AWS docs, API_Invoke: 204 without running anything.
#[test]
fn a_dry_run_runs_nothing() {
    let server = TestServer::start();
    deploy_with(&server, "f", ECHO, json!({"Runtime": "java21"}));
    let reply = invoke_raw(&server, "f", vec![], &[("x-amz-invocation-type", "DryRun")]);
    assert_eq!((reply.status, reply.text()), (204, String::new()));
    let reply = invoke_raw(&server, "g", vec![], &[("x-amz-invocation-type", "DryRun")]);
    assert_not_found(&reply, "g");
}

/// AWS docs, API_Invoke: an event is answered 202 with an empty body, and runs.
#[test]
fn an_event_is_queued_and_runs() {
    let server = TestServer::start();
    let code = "def handler(event, context): print(event, context.aws_request_id)";
    deploy(&server, "f", code);
    let reply = invoke_raw(
        &server,
        "f",
        b"7".to_vec(),
        &[("x-amz-invocation-type", "Event")],
    );
    assert_eq!((reply.status, reply.text()), (202, String::new()));
    assert_eq!(reply.header("x-amz-executed-version"), None);
    let id = reply.header("x-amzn-requestid").unwrap();
    let line = json!([format!("7 {id}\n")]);
    while printed(&server, "f", id) != line {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn unknown_types_are_refused() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let reply = invoke_raw(&server, "f", vec![], &[("x-amz-invocation-type", "Later")]);
    assert_validation(
        &reply,
        "1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
    );
}

/// Recorded answer to a payload that is not JSON.
#[test]
fn a_payload_that_is_not_json_is_refused() {
    let server = TestServer::start();
    deploy(&server, "f", ECHO);
    let why = "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 4]";
    assert_refused(
        &invoke_raw(&server, "f", b"not json".to_vec(), &[]),
        400,
        "InvalidRequestContentException",
        json!({"Type": "User", "message": why}),
    );
}

/// The limits of AWS docs, Lambda quotas; the texts were seen in public logs.
#[test]
fn a_payload_has_a_limit_by_invocation_type() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, context): return len(event)",
    );
    let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2)).into_bytes();
    let limits = [
        ("RequestResponse", 6_291_456, 200),
        ("Event", 1_048_576, 202),
    ];
    for (kind, limit, accepted) in limits {
        let kind_header = [("x-amz-invocation-type", kind)];
        let reply = invoke_raw(&server, "f", text(limit), &kind_header);
        assert_eq!(reply.status, accepted);
        let length = limit + 1;
        let message = format!(
            "{length} byte payload is too large for the {kind} invocation type (limit {limit} bytes)"
        );
        assert_refused(
            &invoke_raw(&server, "f", text(length), &kind_header),
            413,
            "RequestTooLargeException",
            json!({"Message": message}),
        );
    }
}

/// Text of RustStack's own; AWS has every runtime.
#[test]
fn a_runtime_that_is_not_here_is_named_with_what_would_help() {
    let server = TestServer::with(|config| config.lambda_executor = LambdaExecutor::Process);
    for (runtime, word) in [
        ("java21", "Docker"),
        ("python3.15", "uv python install 3.15"),
    ] {
        deploy_with(
            &server,
            runtime.replace('.', "-").as_str(),
            ECHO,
            json!({"Runtime": runtime}),
        );
        let reply = invoke(&server, &runtime.replace('.', "-"), json!({}));
        assert_eq!(reply.status, 502);
        assert_eq!(
            reply.header("x-amzn-errortype"),
            Some("InvalidRuntimeException")
        );
        let message = reply.json()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains(runtime) && message.contains(word),
            "{message}"
        );
    }
}

/// AWS docs, Lambda execution environment: one is kept and reused, and an update ends it.
#[test]
fn an_environment_is_reused_until_its_function_changes() {
    let server = TestServer::start();
    let code = "count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count";
    deploy(&server, "f", code);
    let counts: Vec<Value> = (0..3).map(|_| answer(&server, "f", json!({}))).collect();
    assert_eq!(counts, [1, 2, 3]);
    let change = json!({"Environment": {"Variables": {"KEY": "1"}}});
    let target = "/2015-03-31/functions/f/configuration";
    assert_eq!(lambda(&server, "PUT", target, change).status, 200);
    assert_eq!(answer(&server, "f", json!({})), 1);
}

/// AWS docs, Lambda execution environment: each works on one event at a time; more open at need.
#[test]
fn a_burst_opens_more_environments() {
    let server = TestServer::start();
    let folder = shared_folder();
    let code = "import os, time\ndef handler(event, context):
    open(os.path.join(event, context.log_stream_name[-32:]), 'w').close()
    while len(os.listdir(event)) < 3: time.sleep(0.005)
    return context.log_stream_name";
    deploy(&server, "f", code);
    let payload = json!(folder.path());
    let streams: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| answer(&server, "f", payload.clone()).to_string()))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert_eq!(streams.len(), 3);
}

/// Recorded environment of a function on AWS; AWS_ENDPOINT_URL is RustStack's own.
#[test]
fn a_function_sees_lambdas_variables_and_its_own_alone() {
    let server = TestServer::start();
    let code = "import os\ndef handler(event, context): return dict(os.environ)";
    let variables = json!({"Environment": {"Variables": {"MINE": "1", "TZ": "Europe/Berlin"}}});
    deploy_with(&server, "f", code, variables);
    let variables = answer(&server, "f", json!({}));
    for (name, value) in [
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "000000000000"),
        ("AWS_LAMBDA_FUNCTION_NAME", "f"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f"),
        ("_HANDLER", "app.handler"),
        ("LC_CTYPE", "C.UTF-8"),
        ("MINE", "1"),
        ("TZ", "Europe/Berlin"),
    ] {
        assert_eq!(variables[name], value, "{name}");
    }
    let endpoint = format!("http://localhost:{}", server.address().port());
    assert_eq!(variables["AWS_ENDPOINT_URL"], endpoint);
    assert_eq!(variables["PWD"], variables["LAMBDA_TASK_ROOT"]);
    for absent in ["HOME", "USER", "CARGO", "CARGO_MANIFEST_DIR"] {
        assert_eq!(variables[absent], Value::Null, "{absent}");
    }
}

/// AWS docs, Python function logging: the format of the root logger.
#[test]
fn the_root_logger_writes_as_on_aws() {
    let server = TestServer::start();
    let code = "import logging\nlogging.getLogger().setLevel('INFO')
def handler(event, context): logging.info('hello %s', 'you')";
    deploy(&server, "f", code);
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let tail = log_tail(&reply);
    let line = tail.lines().nth(1).unwrap();
    let parts: Vec<&str> = line.split('\t').collect();
    assert_eq!((parts[0], parts[2], parts[3]), ("[INFO]", id, "hello you"));
    assert_eq!(parts[1].len(), "2026-11-22T07:38:00.123Z".len());
}

/// AWS docs, Lambda advanced logging: with LogFormat JSON every line is a document, and what is
/// below the application's level is left out.
#[test]
fn a_json_log_has_a_document_a_line() {
    let server = TestServer::start();
    let code = "import logging
def handler(event, context):
    logging.info('left out')
    logging.warning('hello %s', 'you', extra={'more': 1})
    raise ValueError('no')";
    let logging = json!({"LogFormat": "JSON", "ApplicationLogLevel": "WARN"});
    deploy_with(&server, "f", code, json!({"LoggingConfig": logging}));
    let reply = invoke(&server, "f", json!({}));
    let id = reply.header("x-amzn-requestid").unwrap();
    let lines: Vec<Value> = log_tail(&reply)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert_eq!(lines[0]["type"], "platform.start");
    let message = ["level", "message", "logger", "requestId"].map(|name| &lines[1][name]);
    assert_eq!(message, ["WARNING", "hello you", "root", id]);
    assert_eq!(lines[1]["more"], 1);
    assert_eq!(
        (&lines[2]["level"], &lines[2]["errorType"]),
        (&json!("ERROR"), &json!("ValueError"))
    );
    assert_eq!(lines[3]["type"], "platform.report");
    assert_eq!(lines[3]["record"]["metrics"]["memorySizeMB"], 128);
}
