//! The end of an asynchronous event is told: to functions, queues, event buses and buckets.
//! Developer Guide, "Capturing records of Lambda asynchronous invocations".

use std::time::Duration;

use serde_json::{Value, json};

use super::event_invoke::put;
use super::running::{deploy, deploy_with, invoke_raw};
use super::{assert_invalid, lambda};
use crate::harness::TestServer;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";
const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
/// Answers, or fails when it is asked to.
const CODE: &str = "def handler(event, context):
    if event['fails']: raise ValueError('no')
    return {'got': event}";

/// Configures `f` to tell its ends, without retries.
fn tell(server: &TestServer, on_success: Option<&str>, on_failure: Option<&str>) {
    let destination = |arn: Option<&str>| arn.map_or(json!({}), |arn| json!({"Destination": arn}));
    let config = json!({
        "MaximumRetryAttempts": 0,
        "DestinationConfig": {
            "OnSuccess": destination(on_success),
            "OnFailure": destination(on_failure),
        },
    });
    let reply = put(server, "", config);
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Sends `f` an event; the id of its invocation.
fn send(server: &TestServer, event: &Value) -> String {
    let kind = [("x-amz-invocation-type", "Event")];
    let reply = invoke_raw(server, "f", event.to_string().into_bytes(), &kind);
    assert_eq!(reply.status, 202, "{}", reply.text());
    reply.header("x-amzn-requestid").unwrap().to_owned()
}

/// The first event on the page of what left this server.
fn outside(server: &TestServer, target: &str) -> Value {
    for _ in 0..6000 {
        let page = format!("/_ruststack/events?target={target}");
        let page = server.request("GET", &page).send().json();
        if let Some(event) = page["events"].get(0) {
            return event.clone();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing for {target}");
}

fn message(event: &Value) -> Value {
    serde_json::from_str(event["message"].as_str().unwrap()).unwrap()
}

#[test]
fn a_queue_is_told_of_success() {
    let server = TestServer::start();
    deploy(&server, "f", CODE);
    tell(&server, Some(QUEUE), None);
    let id = send(&server, &json!({"fails": false}));
    let event = outside(&server, QUEUE);
    assert_eq!(event["source"], FUNCTION);
    let record = message(&event);
    assert_eq!(
        record,
        json!({
            "version": "1.0",
            "timestamp": record["timestamp"],
            "requestContext": {
                "requestId": id,
                "functionArn": FUNCTION,
                "condition": "Success",
                "approximateInvokeCount": 1,
            },
            "requestPayload": {"fails": false},
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
            "responsePayload": {"got": {"fails": false}},
        })
    );
}

#[test]
fn an_event_bus_is_told_of_failure() {
    let server = TestServer::start();
    deploy(&server, "f", CODE);
    tell(&server, Some(QUEUE), Some(BUS));
    send(&server, &json!({"fails": true}));
    let event = message(&outside(&server, BUS));
    assert_eq!(
        event["detail-type"],
        "Lambda Function Invocation Result - Failure"
    );
    assert_eq!(
        (&event["source"], &event["account"]),
        (&json!("lambda"), &json!("000000000000"))
    );
    assert_eq!(event["resources"], json!([BUS, FUNCTION]));
    let detail = &event["detail"];
    assert_eq!(detail["requestContext"]["condition"], "RetriesExhausted");
    assert_eq!(detail["responseContext"]["functionError"], "Unhandled");
    assert_eq!(detail["responsePayload"]["errorMessage"], "no");
}

/// The next function needs no permission: the first one's role hands the record on.
#[test]
fn another_function_gets_the_record_and_its_bucket_keeps_what_failed() {
    let server = TestServer::start();
    let made = server.request("PUT", "/failures").signed("s3").send();
    assert_eq!(made.status, 200);
    deploy(&server, "f", CODE);
    deploy(&server, "next", "def handler(event, context): return event");
    tell(
        &server,
        Some("arn:aws:lambda:us-east-1:000000000000:function:next"),
        Some("arn:aws:s3:::failures"),
    );
    // What the next function makes of it goes to a queue, where the test reads it.
    let config = json!({"DestinationConfig": {"OnSuccess": {"Destination": QUEUE}}});
    let target = "/2019-09-25/functions/next/event-invoke-config";
    assert_eq!(lambda(&server, "PUT", target, config).status, 200);
    send(&server, &json!({"fails": false}));
    let record = message(&outside(&server, QUEUE));
    let handed_on = &record["responsePayload"];
    assert_eq!(handed_on["requestContext"]["functionArn"], FUNCTION);
    assert_eq!(
        handed_on["responsePayload"],
        json!({"got": {"fails": false}})
    );
    send(&server, &json!({"fails": true}));
    let key = loop {
        let listed = server.request("GET", "/failures").signed("s3").send();
        match listed.element("Key") {
            Some(key) => break key,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    assert!(key.starts_with("aws/lambda/async/f/"), "{key}");
    let kept = server.request("GET", &format!("/failures/{key}"));
    let kept = kept.signed("s3").send().json();
    assert_eq!(kept["requestPayload"], json!({"fails": true}));
}

/// Developer Guide, "Adding a dead-letter queue": the event itself, and three attributes.
#[test]
fn a_dead_letter_queue_gets_the_event() {
    let server = TestServer::start();
    let dead_letter = json!({"DeadLetterConfig": {"TargetArn": QUEUE}});
    deploy_with(&server, "f", CODE, dead_letter.clone());
    let shown = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/configuration",
        Value::Null,
    );
    assert_eq!(
        shown.json()["DeadLetterConfig"],
        dead_letter["DeadLetterConfig"]
    );
    tell(&server, None, None);
    let id = send(&server, &json!({"fails": true}));
    let event = outside(&server, QUEUE);
    assert_eq!(message(&event), json!({"fails": true}));
    let attributes = json!({"RequestID": id, "ErrorCode": "200", "ErrorMessage": "no"});
    assert_eq!(event["attributes"], attributes);
}

/// The texts are those that users quote; S3 is for failures alone (AWS docs).
#[test]
fn destinations_that_take_no_events_are_refused() {
    let server = TestServer::start();
    deploy(&server, "f", CODE);
    let refused = |side: &str, arn: &str| {
        let mut config = json!({"DestinationConfig": {}});
        config["DestinationConfig"][side] = json!({"Destination": arn});
        put(&server, "", config)
    };
    for (side, arn) in [
        ("OnSuccess", "arn:aws:s3:::failures"),
        (
            "OnFailure",
            "arn:aws:dynamodb:us-east-1:000000000000:table/t",
        ),
    ] {
        let message = format!("The destination ARN {arn} is invalid.");
        assert_invalid(&refused(side, arn), &message);
    }
    let own = FUNCTION.trim_end_matches(":$LATEST");
    let message = "You can't specify the function as a destination for itself.";
    assert_invalid(&refused("OnSuccess", own), message);
    let wrong = refused("OnFailure", "queue");
    assert_eq!(
        wrong.header("x-amzn-errortype"),
        Some("ValidationException")
    );
}
