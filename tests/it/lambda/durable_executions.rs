//! Durable functions: their executions begin, wait, go on and end. Tests play the function themselves: a
//! handler puts its event into a bucket and waits there for what it is to answer.
//!
//! Developer Guide, "Lambda durable functions"; statuses and texts are those of AWS's testing libraries.

use std::time::Duration;

use serde_json::{Value, json};

use super::running::{deploy, deploy_with, invoke_raw, python};
use super::{FUNCTIONS, assert_invalid, assert_refused, assert_validation, lambda, with};
use crate::harness::{Reply, TestServer};

const PUPPET: &str = r#"import json, os, time, urllib.error, urllib.request
HOME = os.environ['AWS_ENDPOINT_URL'] + '/strings/' + os.environ['AWS_LAMBDA_FUNCTION_NAME']
def ask(method, name, body=None):
    request = urllib.request.Request(HOME + name, body, method=method)
    return urllib.request.urlopen(request).read()
def handler(event, context):
    event['RequestId'] = context.aws_request_id
    ask('PUT', '-event', json.dumps(event).encode())
    while True:
        try:
            answer = json.loads(ask('GET', '-answer'))
            ask('DELETE', '-answer')
            break
        except urllib.error.HTTPError:
            time.sleep(0.01)
    if answer == 'crash':
        raise RuntimeError('crashed')
    return answer
"#;

/// A durable function whose strings the test pulls.
pub(super) struct Puppet<'a> {
    pub(super) server: &'a TestServer,
    name: &'static str,
}

impl<'a> Puppet<'a> {
    pub(super) fn new(server: &'a TestServer) -> Self {
        Self::called(server, "f", json!({}))
    }

    /// With more members of CreateFunction.
    pub(super) fn called(server: &'a TestServer, name: &'static str, members: Value) -> Self {
        open_bucket(server);
        let mut all = json!({"DurableConfig": {"ExecutionTimeout": 600}});
        for (member, value) in members.as_object().unwrap() {
            all[member] = value.clone();
        }
        deploy_with(server, name, PUPPET, all);
        Self { server, name }
    }

    fn string(&self, method: &str, name: &str, body: &str) -> Reply {
        let target = format!("/strings/{}-{name}", self.name);
        let request = self.server.request(method, &target).body(body.to_owned());
        request.signed("s3").send()
    }

    /// The event of the next invocation, once it has begun.
    pub(super) fn event(&self) -> Value {
        for _ in 0..6000 {
            let event = self.string("GET", "event", "");
            if event.status == 200 {
                self.string("DELETE", "event", "");
                return event.json();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{} is not invoked", self.name);
    }

    /// Lets the invocation at work end.
    pub(super) fn answer(&self, answer: Value) {
        let put = self.string("PUT", "answer", &answer.to_string());
        assert_eq!(put.status, 200);
    }

    /// Begins an execution that nobody waits for; its ARN.
    pub(super) fn start(&self, name: &str, input: &Value) -> String {
        let reply = self.invoke(name, input);
        assert_eq!(reply.status, 202, "{}", reply.text());
        arn_of(&reply)
    }

    pub(super) fn invoke(&self, name: &str, input: &Value) -> Reply {
        let headers = [
            ("x-amz-invocation-type", "Event"),
            ("x-amz-durable-execution-name", name),
        ];
        let target = format!("{}:$LATEST", self.name);
        invoke_raw(
            self.server,
            &target,
            input.to_string().into_bytes(),
            &headers,
        )
    }

    /// Begins an execution with an operation at work; its ARN, and the token of the next checkpoint.
    pub(super) fn start_with(&self, update: Value) -> (String, String) {
        let arn = self.start("n", &json!({}));
        let event = self.event();
        let reply = checkpoint(self.server, &event, json!([update]));
        assert_eq!(reply.status, 200, "{}", reply.text());
        let token = reply.json()["CheckpointToken"].as_str().unwrap().to_owned();
        (arn, token)
    }

    /// The execution, once it has another status than RUNNING.
    pub(super) fn ended(&self, arn: &str) -> Value {
        for _ in 0..6000 {
            let execution = get(self.server, arn, "");
            if execution["Status"] != "RUNNING" {
                return execution;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{arn} runs on");
    }
}

/// Functions pull its strings without a signature.
fn open_bucket(server: &TestServer) {
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*",
        "Resource": "arn:aws:s3:::strings/*"}}"#;
    for (method, target, body) in [
        ("PUT", "/strings", ""),
        ("DELETE", "/strings?publicAccessBlock", ""),
        ("PUT", "/strings?policy", policy),
    ] {
        let request = server.request(method, target).signed("s3").body(body);
        let reply = request.send();
        assert!(reply.status < 300, "{target}: {}", reply.text());
    }
}

pub(super) fn arn_of(reply: &Reply) -> String {
    let arn = reply.header("x-amz-durable-execution-arn");
    arn.expect("an execution").to_owned()
}

/// The path of an execution, and what follows it.
pub(super) fn path(arn: &str, rest: &str) -> String {
    let arn = arn
        .replace(':', "%3A")
        .replace('/', "%2F")
        .replace('$', "%24");
    format!("/2025-12-01/durable-executions/{arn}{rest}")
}

pub(super) fn get(server: &TestServer, arn: &str, rest: &str) -> Value {
    let reply = lambda(server, "GET", &path(arn, rest), Value::Null);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// A checkpoint with the token of an event or of an earlier checkpoint.
pub(super) fn checkpoint(server: &TestServer, event: &Value, updates: Value) -> Reply {
    let arn = event["DurableExecutionArn"].as_str().unwrap();
    let token = event["CheckpointToken"].as_str().unwrap();
    checkpoint_with(server, arn, token, updates)
}

pub(super) fn checkpoint_with(
    server: &TestServer,
    arn: &str,
    token: &str,
    updates: Value,
) -> Reply {
    let body = json!({"CheckpointToken": token, "Updates": updates});
    lambda(server, "POST", &path(arn, "/checkpoint"), body)
}

/// The types of all events so far.
pub(super) fn happened(server: &TestServer, arn: &str) -> Vec<String> {
    let history = get(server, arn, "/history");
    let events = history["Events"].as_array().unwrap().iter();
    events
        .map(|event| event["EventType"].as_str().unwrap().to_owned())
        .collect()
}

pub(super) fn advance(server: &TestServer, seconds: i64) {
    let body = json!({"advance_seconds": seconds}).to_string();
    let reply = server.request("PUT", "/_ruststack/clock").body(body).send();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The operation of an event with an id.
fn operation<'a>(event: &'a Value, id: &str) -> &'a Value {
    let all = event["InitialExecutionState"]["Operations"].as_array();
    let found = all.unwrap().iter().find(|own| own["Id"] == id);
    found.expect("an operation")
}

fn wait(id: &str, seconds: i64) -> Value {
    json!({"Id": id, "Type": "WAIT", "Action": "START", "WaitOptions": {"WaitSeconds": seconds}})
}

fn chained(id: &str, function: &str) -> Value {
    json!({
        "Id": id, "Type": "CHAINED_INVOKE", "Action": "START", "Payload": "{\"a\": 1}",
        "ChainedInvokeOptions": {"FunctionName": function},
    })
}

/// Answers seen in public tests; SAM's reference of DurableConfig for the default.
#[test]
fn a_function_is_durable_from_its_creation_on() {
    let server = TestServer::start();
    deploy_with(
        &server,
        "f",
        PUPPET,
        json!({"DurableConfig": {"ExecutionTimeout": 60}, "Timeout": null}),
    );
    let target = format!("{FUNCTIONS}/f/configuration");
    let shown = lambda(&server, "GET", &target, Value::Null).json();
    let config = json!({"RetentionPeriodInDays": 14, "ExecutionTimeout": 60});
    assert_eq!(
        (&shown["DurableConfig"], &shown["Timeout"]),
        (&config, &json!(60))
    );
    assert_eq!(shown["LoggingConfig"]["LogFormat"], "JSON");
    let change = json!({"DurableConfig": {"RetentionPeriodInDays": 3}});
    let shown = lambda(&server, "PUT", &target, change).json();
    let config = json!({"RetentionPeriodInDays": 3, "ExecutionTimeout": 60});
    assert_eq!(shown["DurableConfig"], config);
    let refusal = |config: Value| {
        let request = with("g", "DurableConfig", config);
        lambda(&server, "POST", FUNCTIONS, request)
    };
    assert_invalid(
        &refusal(json!({"RetentionPeriodInDays": 7})),
        "You cannot create a function with a durable configuration without an executionTimeout",
    );
    assert_validation(
        &refusal(json!({"ExecutionTimeout": 0, "RetentionPeriodInDays": 91})),
        "2 validation errors detected: Value '91' at 'durableConfig.retentionPeriodInDays' failed to \
         satisfy constraint: Member must have value less than or equal to 90; Value '0' at \
         'durableConfig.executionTimeout' failed to satisfy constraint: Member must have value greater \
         than or equal to 1",
    );
}

/// Texts seen in public issues; Developer Guide, "Invoking durable Lambda functions".
#[test]
fn a_durable_function_is_invoked_by_a_version_or_an_alias() {
    let server = TestServer::start();
    let members = json!({"DurableConfig": {"ExecutionTimeout": 901}});
    deploy_with(&server, "f", PUPPET, members);
    deploy(&server, "plain", "def handler(event, context): return 1");
    let invoke =
        |name: &str, headers: &[(&str, &str)]| invoke_raw(&server, name, b"{}".to_vec(), headers);
    let unqualified = "You cannot invoke a durable function using an unqualified ARN.";
    assert_invalid(&invoke("f", &[]), unqualified);
    let dry = ("x-amz-invocation-type", "DryRun");
    assert_invalid(&invoke("f", &[dry]), unqualified);
    assert_eq!(invoke("f:$LATEST", &[dry]).status, 204);
    assert_invalid(
        &invoke("f:$LATEST", &[]),
        "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 \
         minutes.",
    );
    let named = |name| ("x-amz-durable-execution-name", name);
    assert_validation(
        &invoke("f:$LATEST", &[named("a b")]),
        "1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+",
    );
    assert_invalid(
        &invoke("plain", &[named("a")]),
        "You cannot name the durable execution of a function that is not durable.",
    );
}

#[test]
fn whoever_waits_gets_the_result_of_an_execution() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let headers = [("x-amz-durable-execution-name", "n")];
    let invoke = || invoke_raw(&server, "f:$LATEST", b"{\"a\": 1}".to_vec(), &headers);
    std::thread::scope(|scope| {
        let invoked = scope.spawn(invoke);
        let event = puppet.event();
        let arn = event["DurableExecutionArn"].as_str().unwrap();
        assert!(
            arn.starts_with(
                "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST/durable-execution/n/"
            ),
            "{arn}"
        );
        let id = arn.rsplit('/').next().unwrap();
        let own = operation(&event, id);
        let expected = json!({
            "Id": id,
            "Name": "n",
            "Type": "EXECUTION",
            "Status": "STARTED",
            "StartTimestamp": own["StartTimestamp"],
            "ExecutionDetails": {"InputPayload": "{\"a\": 1}"},
        });
        assert_eq!(*own, expected);
        // Runtimes get milliseconds.
        assert!(own["StartTimestamp"].as_i64().unwrap() > 1_000_000_000_000);
        assert_eq!(event["InitialExecutionState"]["NextMarker"], "");
        assert_eq!(event["UpdatedOperationIds"], json!([]));
        puppet.answer(json!({"Status": "SUCCEEDED", "Result": "[1, 2]"}));
        let reply = invoked.join().unwrap();
        assert_eq!((reply.status, reply.text()), (200, "[1, 2]".to_owned()));
        assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
        assert_eq!(arn_of(&reply), arn);
    });
    // The same name and input: the same execution. Developer Guide, "Idempotency".
    assert_eq!(invoke().text(), "[1, 2]");
    let reply = puppet.invoke("n", &json!({"a": 2}));
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_eq!(
        reply.header("x-amzn-errortype"),
        Some("DurableExecutionAlreadyStartedException")
    );
}

#[test]
fn an_execution_waits_without_running_and_goes_on() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (arn, _) = puppet.start_with(wait("w", 300));
    puppet.answer(json!({"Status": "PENDING"}));
    while !happened(&server, &arn).contains(&"InvocationCompleted".to_owned()) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let idle = server.request("GET", "/_ruststack/idle").send().json();
    assert_eq!(idle["idle"], json!(true), "{idle}");
    advance(&server, 301);
    let event = puppet.event();
    assert_eq!(operation(&event, "w")["Status"], "SUCCEEDED");
    assert_eq!(event["UpdatedOperationIds"], json!(["w"]));
    puppet.answer(json!({"Status": "SUCCEEDED", "Result": "1"}));
    assert_eq!(puppet.ended(&arn)["Status"], "SUCCEEDED");
    assert_eq!(
        happened(&server, &arn),
        [
            "ExecutionStarted",
            "WaitStarted",
            "InvocationCompleted",
            "WaitSucceeded",
            "InvocationCompleted",
            "ExecutionSucceeded",
        ]
    );
}

#[test]
fn a_step_is_tried_again_after_its_delay() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let step = |action: &str| json!({"Id": "s", "Type": "STEP", "Action": action});
    let (arn, token) = puppet.start_with(step("START"));
    let mut retry = step("RETRY");
    retry["StepOptions"] = json!({"NextAttemptDelaySeconds": 60});
    retry["Error"] = json!({"ErrorMessage": "no", "ErrorType": "E"});
    let reply = checkpoint_with(&server, &arn, &token, json!([retry]));
    let own = &reply.json()["NewExecutionState"]["Operations"][0];
    assert_eq!(
        (&own["Status"], &own["StepDetails"]["Attempt"]),
        (&json!("PENDING"), &json!(1))
    );
    puppet.answer(json!({"Status": "PENDING"}));
    advance(&server, 61);
    let event = puppet.event();
    let own = operation(&event, "s");
    assert_eq!(own["Status"], "READY");
    assert_eq!(own["StepDetails"]["Error"]["ErrorMessage"], "no");
    let mut success = step("SUCCEED");
    success["Payload"] = json!("2");
    let reply = checkpoint(&server, &event, json!([step("START"), success]));
    let own = &reply.json()["NewExecutionState"]["Operations"][0];
    let details = json!({"Attempt": 2, "Result": "2"});
    assert_eq!(
        (&own["Status"], &own["StepDetails"]),
        (&json!("SUCCEEDED"), &details)
    );
    puppet.answer(
        json!({"Status": "FAILED", "Error": {"ErrorMessage": "at last", "ErrorType": "T"}}),
    );
    let ended = puppet.ended(&arn);
    assert_eq!(ended["Status"], "FAILED");
    assert_eq!(
        ended["Error"],
        json!({"ErrorMessage": "at last", "ErrorType": "T"})
    );
}

#[test]
fn an_execution_that_takes_too_long_times_out() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (arn, _) = puppet.start_with(wait("w", 100_000));
    puppet.answer(json!({"Status": "PENDING"}));
    advance(&server, 601);
    let ended = puppet.ended(&arn);
    assert_eq!(ended["Status"], "TIMED_OUT");
    let error = json!({"ErrorMessage": "Execution timed out after 600 seconds."});
    assert_eq!(ended["Error"], error);
    // RetentionPeriodInDays.
    advance(&server, 14 * 86_400);
    let reply = lambda(&server, "GET", &path(&arn, ""), Value::Null);
    let gone = json!({"Type": "User", "Message": "Durable Execution does not exist"});
    assert_refused(&reply, 404, "ResourceNotFoundException", gone);
}

#[test]
fn an_invocation_that_crashes_is_tried_again() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let arn = puppet.start("n", &json!({}));
    for _ in 0..2 {
        puppet.event();
        puppet.answer(json!("crash"));
    }
    puppet.event();
    puppet.answer(json!({"Status": "PENDING"}));
    puppet.event();
    puppet.answer(json!({"Status": "SUCCEEDED"}));
    assert_eq!(puppet.ended(&arn)["Status"], "SUCCEEDED");
    let history = get(&server, &arn, "/history");
    let error = |at: usize| {
        let own = &history["Events"][at]["InvocationCompletedDetails"]["Error"]["Payload"];
        own["ErrorMessage"].clone()
    };
    assert_eq!(error(1), "crashed");
    assert_eq!(
        error(3),
        "Cannot return PENDING status with no pending operations."
    );
    assert_eq!(error(4), Value::Null);
}

#[test]
fn an_answer_that_is_none_ends_the_execution() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    for (at, (answer, why)) in [
        (json!({"a": 1}), "Invalid Status in invocation output."),
        (
            json!({"Status": "SUCCEEDED", "Error": {}}),
            "Cannot provide an Error for SUCCEEDED status.",
        ),
        (
            json!({"Status": "FAILED", "Result": "1"}),
            "Cannot provide a Result for FAILED status.",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let arn = puppet.start(&format!("n{at}"), &json!({}));
        puppet.event();
        puppet.answer(answer);
        let error = json!({"ErrorMessage": why, "ErrorType": "InvalidParameterValueException"});
        assert_eq!(puppet.ended(&arn)["Error"], error);
    }
}

#[test]
fn a_chained_function_is_invoked_and_its_result_comes_back() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    deploy(
        &server,
        "plain",
        "def handler(event, context): return [event, context.function_version]",
    );
    let (arn, _) = puppet.start_with(chained("c", "plain"));
    puppet.answer(json!({"Status": "PENDING"}));
    let event = puppet.event();
    let own = operation(&event, "c");
    assert_eq!(own["Status"], "SUCCEEDED", "{own}");
    let result = own["ChainedInvokeDetails"]["Result"].as_str().unwrap();
    assert_eq!(result.replace(' ', ""), "[{\"a\":1},\"$LATEST\"]");
    puppet.answer(json!({"Status": "SUCCEEDED"}));
    puppet.ended(&arn);
}

#[test]
fn a_chained_durable_function_is_an_execution_of_its_own() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let child = Puppet::called(&server, "child", json!({}));
    let (arn, token) = puppet.start_with(chained("c", "child:$LATEST"));
    let event = child.event();
    // The answer to what cannot be invoked comes at once. Texts seen in public tests.
    let (unqualified, missing) = (chained("u", "child"), chained("m", "nobody"));
    let reply = checkpoint_with(&server, &arn, &token, json!([unqualified, missing]));
    let error = |at: usize| {
        let reply = reply.json();
        let own = &reply["NewExecutionState"]["Operations"][at];
        assert_eq!(own["Status"], "FAILED");
        own["ChainedInvokeDetails"]["Error"].clone()
    };
    let message = "You cannot invoke a durable function using an unqualified ARN.";
    assert_eq!(
        error(0),
        json!({"ErrorMessage": message, "ErrorType": "InvalidParameterValueException"})
    );
    let message =
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST";
    assert_eq!(
        error(1),
        json!({"ErrorMessage": message, "ErrorType": "ResourceNotFoundException"})
    );
    puppet.answer(json!({"Status": "PENDING"}));
    child.answer(json!({"Status": "FAILED", "Error": {"ErrorMessage": "no"}}));
    let own = puppet.event();
    let own = operation(&own, "c");
    assert_eq!(own["Status"], "FAILED");
    assert_eq!(
        own["ChainedInvokeDetails"],
        json!({"Error": {"ErrorMessage": "no"}})
    );
    let history = get(&server, &arn, "/history");
    let events = history["Events"].as_array().unwrap();
    let begun = events
        .iter()
        .find(|own| own["EventType"] == "ChainedInvokeStarted");
    assert_eq!(
        begun.unwrap()["ChainedInvokeStartedDetails"],
        json!({
            "FunctionName": "child:$LATEST",
            "Input": {"Payload": "{\"a\": 1}", "Truncated": false},
            "ExecutedVersion": "$LATEST",
            "DurableExecutionArn": event["DurableExecutionArn"],
        })
    );
    puppet.answer(json!({"Status": "SUCCEEDED"}));
    puppet.ended(&arn);
}

/// Developer Guide, "Invoking durable Lambda functions": dead-letter queues are supported.
#[test]
fn an_execution_that_fails_leaves_its_event_in_a_dead_letter_queue() {
    let server = TestServer::start();
    let queue = "arn:aws:sqs:us-east-1:000000000000:q";
    let members = json!({"DeadLetterConfig": {"TargetArn": queue}, "Runtime": python()});
    let puppet = Puppet::called(&server, "f", members);
    let arn = puppet.start("n", &json!({"a": 1}));
    puppet.event();
    puppet.answer(json!({"Status": "FAILED", "Error": {"ErrorMessage": "no"}}));
    puppet.ended(&arn);
    let page = format!("/_ruststack/events?target={queue}");
    let event = loop {
        let events = server.request("GET", &page).send().json();
        match events["events"].get(0) {
            Some(event) => break event.clone(),
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    assert_eq!(event["message"], "{\"a\":1}");
}

/// A fork has the executions of its source, which go on in both.
#[test]
fn an_execution_goes_on_in_a_fork() {
    let server = TestServer::start();
    let puppet = Puppet::new(&server);
    let (arn, _) = puppet.start_with(wait("w", 300));
    puppet.answer(json!({"Status": "PENDING"}));
    while !happened(&server, &arn).contains(&"InvocationCompleted".to_owned()) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let from = json!({"from": "default"}).to_string();
    let forked = server
        .request("PUT", "/_ruststack/worlds/other")
        .body(from)
        .send();
    assert!(forked.status < 300, "{} {}", forked.status, forked.text());
    let other = server.in_world("other");
    advance(&other, 301);
    let in_other = Puppet {
        server: &other,
        name: "f",
    };
    assert_eq!(operation(&in_other.event(), "w")["Status"], "SUCCEEDED");
    in_other.answer(json!({"Status": "SUCCEEDED"}));
    assert_eq!(in_other.ended(&arn)["Status"], "SUCCEEDED");
    assert_eq!(get(&server, &arn, "")["Status"], "RUNNING");
}
