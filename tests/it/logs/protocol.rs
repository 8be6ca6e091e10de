//! The protocol itself: AWS's JSON 1.1.

use serde_json::json;

use super::{logs, refused};
use crate::harness::TestServer;

// A recorded HTTP exchange of GetLogEvents, which users quote.
#[test]
fn answers_and_errors_are_amz_json_1_1() {
    let server = TestServer::start();
    let reply = logs(
        &server,
        "GetLogEvents",
        json!({"logGroupName": "g", "logStreamName": "s", "nextToken": ""}),
    );
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.header("content-type"),
        Some("application/x-amz-json-1.1")
    );
    assert_eq!(reply.header("x-amzn-requestid").unwrap().len(), 36);
    assert_eq!(
        reply.text(),
        r#"{"__type":"InvalidParameterException","message":"1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1"}"#
    );
}

#[test]
fn what_is_not_here_is_unknown_and_counted() {
    let server = TestServer::start();
    let reply = logs(&server, "StartQuery", json!({}));
    assert_eq!(reply.status, 400);
    assert_eq!(reply.text(), r#"{"__type":"UnknownOperationException"}"#);
    let page = server.request("GET", "/_ruststack/unsupported").send();
    assert_eq!(
        page.json()["unsupported"],
        json!([{"service": "logs", "operation": "StartQuery", "count": 1}])
    );
}

#[test]
fn a_body_that_is_no_json_or_has_another_type_is_refused() {
    let server = TestServer::start();
    let send = |body: &str| {
        let request = server.request("POST", "/").signed("logs");
        let request = request.header("x-amz-target", "Logs_20140328.CreateLogGroup");
        request.body(body).send().text()
    };
    assert_eq!(send("{"), r#"{"__type":"SerializationException"}"#);
    assert_eq!(
        send(r#"{"logGroupName":1}"#),
        r#"{"__type":"SerializationException","message":"NUMBER_VALUE cannot be converted to String"}"#
    );
}

#[test]
fn who_has_not_signed_is_refused() {
    let server = TestServer::start();
    let request = server.request("POST", "/").body("{}");
    let request = request.header("x-amz-target", "Logs_20140328.DescribeLogGroups");
    let reply = request.send();
    assert_eq!(reply.status, 403);
    assert_eq!(
        reply.text(),
        r#"{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}"#
    );
}

#[test]
fn a_group_is_named_once() {
    let server = TestServer::start();
    let (code, message) = refused(
        &server,
        "DescribeLogStreams",
        json!({"logGroupName": "g", "logGroupIdentifier": "g"}),
    );
    // Recorded.
    assert_eq!(code, "ValidationException");
    assert_eq!(
        message,
        "LogGroup name and LogGroup ARN are mutually exclusive parameters."
    );
    let (code, _) = refused(&server, "DescribeLogStreams", json!({}));
    assert_eq!(code, "ValidationException");
}
