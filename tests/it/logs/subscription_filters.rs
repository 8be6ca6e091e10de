//! PutSubscriptionFilter, DescribeSubscriptionFilters and DeleteSubscriptionFilter.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::error;
use crate::harness::{Reply, TestServer};
use crate::lambda::running::deploy;

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// Writes what it was told, unpacked, into the group `told`.
const HANDLER: &str = r#"
import base64, gzip, json, os, time, urllib.request

HEADERS = {
    "authorization": "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/logs/aws4_request, "
    "SignedHeaders=host, Signature=0",
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "Logs_20140328.PutLogEvents",
}


def handler(event, context):
    text = gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode()
    body = {
        "logGroupName": "told",
        "logStreamName": "s",
        "logEvents": [{"timestamp": int(time.time() * 1000), "message": text}],
    }
    data = json.dumps(body).encode()
    url = os.environ["AWS_ENDPOINT_URL"]
    urllib.request.urlopen(urllib.request.Request(url, data=data, headers=HEADERS)).read()
"#;

fn logs(server: &TestServer, operation: &str, body: Value) -> Reply {
    server
        .request("POST", "/")
        .header("x-amz-target", &format!("Logs_20140328.{operation}"))
        .signed("logs")
        .body(body.to_string())
        .send()
}

fn done(server: &TestServer, operation: &str, body: Value) -> Value {
    let reply = logs(server, operation, body);
    assert_eq!(reply.status, 200, "{operation}: {}", reply.text());
    match reply.body.is_empty() {
        true => Value::Null,
        false => reply.json(),
    }
}

fn refused(server: &TestServer, body: Value) -> (String, String) {
    let reply = logs(server, "PutSubscriptionFilter", body);
    assert_eq!(reply.status, 400, "{}", reply.text());
    let refusal = reply.json();
    let text = |name: &str| refusal[name].as_str().unwrap_or_default().to_owned();
    (text("__type"), text("message"))
}

fn make(server: &TestServer, group: &str) {
    done(server, "CreateLogGroup", json!({"logGroupName": group}));
    let stream = json!({"logGroupName": group, "logStreamName": "s"});
    done(server, "CreateLogStream", stream);
}

fn permit(server: &TestServer, principal: &str) {
    let body = json!({
        "StatementId": "logs", "Action": "lambda:InvokeFunction", "Principal": principal,
        "SourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:g:*",
        "SourceAccount": "000000000000",
    });
    let target = "/2015-03-31/functions/f/policy";
    let reply = server.request("POST", target).signed("lambda");
    assert_eq!(reply.body(body.to_string()).send().status, 201);
}

fn filter(pattern: &str) -> Value {
    json!({
        "logGroupName": "g", "filterName": "to-f", "filterPattern": pattern,
        "destinationArn": FUNCTION,
    })
}

fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_millis() as i64
}

/// What the function was told, once it was.
fn told(server: &TestServer) -> Value {
    let idle = server.request("GET", "/_ruststack/idle?timeout=120").send();
    assert_eq!(idle.status, 200, "{}", idle.text());
    let found = done(server, "FilterLogEvents", json!({"logGroupName": "told"}));
    let text = found["events"][0]["message"].as_str();
    serde_json::from_str(text.expect("the function was told")).unwrap()
}

// CloudWatch Logs guide, "Subscription filters with AWS Lambda"; the principal is recorded.
#[test]
fn a_function_is_told_of_what_its_filter_takes() {
    let server = TestServer::start();
    make(&server, "g");
    make(&server, "told");
    deploy(&server, "f", HANDLER);
    permit(&server, "logs.us-east-1.amazonaws.com");
    assert!(done(&server, "PutSubscriptionFilter", filter("ERROR")).is_null());
    let described = done(
        &server,
        "DescribeSubscriptionFilters",
        json!({"logGroupName": "g"}),
    );
    let shown = &described["subscriptionFilters"][0];
    assert!(shown["creationTime"].is_i64());
    // Recorded.
    assert_eq!(
        *shown,
        json!({
            "applyOnTransformedLogs": false,
            "creationTime": shown["creationTime"],
            "destinationArn": FUNCTION,
            "distribution": "ByLogStream",
            "filterName": "to-f",
            "filterPattern": "ERROR",
            "logGroupName": "g",
        })
    );
    let now = now_ms();
    let event = |message: &str| json!({"timestamp": now, "message": message});
    let events = [event("ERROR one"), event("fine"), event("ERROR two")];
    let batch = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
    done(&server, "PutLogEvents", batch);
    let mut told = told(&server);
    for event in told["logEvents"].as_array_mut().unwrap() {
        let id = event.as_object_mut().unwrap().remove("id").unwrap();
        assert_eq!(id.as_str().unwrap().len(), 56);
    }
    assert_eq!(
        told,
        json!({
            "messageType": "DATA_MESSAGE",
            "owner": "000000000000",
            "logGroup": "g",
            "logStream": "s",
            "subscriptionFilters": ["to-f"],
            "logEvents": [event("ERROR one"), event("ERROR two")],
        })
    );
    let name = json!({"logGroupName": "g", "filterName": "to-f"});
    assert!(done(&server, "DeleteSubscriptionFilter", name.clone()).is_null());
    let again = logs(&server, "DeleteSubscriptionFilter", name).json();
    assert_eq!(
        again["message"],
        "The specified subscription filter does not exist."
    );
}

// Recorded, but the text of a function that may not be run: its users quote it.
#[test]
fn what_cannot_be_told_is_refused() {
    let server = TestServer::start();
    make(&server, "g");
    deploy(&server, "f", "def handler(event, context): pass");
    assert_eq!(
        refused(&server, filter("")),
        error(
            "InvalidParameterException",
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function."
        )
    );
    let with = |name: &str, value: Value| {
        let mut body = filter("");
        body[name] = value;
        body
    };
    let other = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert_eq!(
        refused(&server, with("destinationArn", json!(other))),
        error(
            "AccessDeniedException",
            "Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers."
        )
    );
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    assert_eq!(
        refused(&server, with("destinationArn", json!(stream))),
        error(
            "InvalidParameterException",
            "destinationArn for vendor kinesis cannot be used without roleArn"
        )
    );
    let role = json!("arn:aws:iam::000000000000:role/r");
    assert_eq!(
        refused(&server, with("roleArn", role)),
        error(
            "InvalidParameterException",
            "destinationArn for vendor lambda cannot be used with roleArn"
        )
    );
    permit(&server, "logs.amazonaws.com");
    assert_eq!(
        refused(&server, with("logGroupName", json!("none"))),
        super::no_group()
    );
    for name in ["one", "two", "one"] {
        done(
            &server,
            "PutSubscriptionFilter",
            with("filterName", json!(name)),
        );
    }
    assert_eq!(
        refused(&server, with("filterName", json!("three"))),
        error("LimitExceededException", "Resource limit exceeded.")
    );
}
