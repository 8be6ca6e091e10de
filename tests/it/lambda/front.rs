//! Plain HTTP through a function: `/_ruststack/lambda/FUNCTION/PATH`.

use serde_json::{Value, json};

use super::create;
use super::running::deploy;
use crate::harness::{Reply, TestServer};

/// Answers what the event's query parameter `answer` says, or else the event itself.
const ECHO: &str = "import json
def handler(event, context):
    parameters = event.get('queryStringParameters') or {}
    if 'answer' in parameters:
        return json.loads(parameters['answer'])
    if 'fail' in parameters:
        raise ValueError('no')
    return {'statusCode': 200, 'body': json.dumps(event)}
";

fn server() -> TestServer {
    let server = TestServer::start();
    deploy(&server, "echo", ECHO);
    server
}

fn get(server: &TestServer, path: &str) -> Reply {
    server
        .request("GET", &format!("/_ruststack/lambda/{path}"))
        .send()
}

/// What comes back when the function answers with this JSON.
fn answered(server: &TestServer, answer: &Value) -> Reply {
    get(
        server,
        &format!("echo/?answer={}", encoded(&answer.to_string())),
    )
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// What looks like a signature in the query is the application's own.
#[test]
fn an_application_may_name_its_parameters_as_it_likes() {
    let server = server();
    let query = "Signature=x&Expires=soon&X-Amz-Algorithm=none";
    let event = get(&server, &format!("echo/?{query}")).json();
    assert_eq!(event["queryStringParameters"]["Expires"], "soon");
}

/// Fields: "Input format of a Lambda function for proxy integration" (API Gateway guide).
#[test]
fn a_request_reaches_the_function_as_a_rest_apis_event() {
    let server = server();
    let reply = server
        .request("POST", "/_ruststack/lambda/echo/a/b%20c/?x=1&x=2")
        .header("X-Custom", "one")
        .header("X-Custom", "two")
        .header("Content-Type", "application/json")
        .body("{\"k\":1}")
        .send();
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/json"));
    for id in ["x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id"] {
        assert!(reply.header(id).is_some(), "{id}");
    }
    let event = reply.json();
    let host = format!("localhost:{}", server.address().port());
    let expected = [
        ("/resource", json!("/{proxy+}")),
        ("/path", json!("/a/b%20c/")),
        ("/httpMethod", json!("POST")),
        ("/headers/X-Custom", json!("two")),
        ("/headers/Host", json!(host)),
        ("/multiValueHeaders/X-Custom", json!(["one", "two"])),
        ("/queryStringParameters", json!({"x": "2"})),
        ("/multiValueQueryStringParameters", json!({"x": ["1", "2"]})),
        ("/pathParameters", json!({"proxy": "a/b c"})),
        ("/body", json!("{\"k\":1}")),
        ("/isBase64Encoded", json!(false)),
        ("/requestContext/stage", json!("local")),
        ("/requestContext/accountId", json!("000000000000")),
    ];
    for (pointer, value) in expected {
        assert_eq!(event.pointer(pointer), Some(&value), "{pointer} of {event}");
    }
    assert_eq!(
        event["requestContext"]["requestId"],
        reply.header("x-amzn-requestid").unwrap()
    );
}

/// Fields: "Payload format version 2.0" (API Gateway guide).
#[test]
fn a_header_or_a_parameter_asks_for_an_http_apis_event() {
    let server = server();
    let by_header = server
        .request("GET", "/_ruststack/lambda/echo/a%20b?x=1&x=2")
        .header("x-ruststack-payload-version", "2.0")
        .header("Cookie", "a=1; b=2")
        .send();
    assert!(by_header.header("apigw-requestid").is_some());
    let event = by_header.json();
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["rawPath"], "/a b");
    assert_eq!(event["rawQueryString"], "x=1&x=2");
    assert_eq!(event["queryStringParameters"], json!({"x": "1,2"}));
    assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
    assert_eq!(event["headers"].get("x-ruststack-payload-version"), None);
    let event = get(&server, "echo/?y=1&ruststack-payload-version=2.0").json();
    assert_eq!(
        (&event["version"], &event["rawQueryString"]),
        (&json!("2.0"), &json!("y=1"))
    );
    let refused = get(&server, "echo/?ruststack-payload-version=3.0");
    assert_eq!(refused.status, 400);
}

/// Recorded answers of a REST API.
#[test]
fn a_functions_answer_becomes_the_response() {
    let server = server();
    let reply = answered(
        &server,
        &json!({
            "statusCode": "201",
            "headers": {"X-One": "solo", "Content-Type": "text/html"},
            "multiValueHeaders": {"X-One": ["multi"], "Set-Cookie": ["a=1", "b=2"]},
            "body": "aGk=",
            "isBase64Encoded": true,
        }),
    );
    assert_eq!((reply.status, reply.text().as_str()), (201, "hi"));
    assert_eq!(reply.header("content-type"), Some("text/html"));
    let values = |name: &str| -> Vec<&str> {
        let own = reply
            .headers
            .iter()
            .filter(|(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(values("set-cookie"), ["a=1", "b=2"]);
    assert_eq!(values("x-one"), ["multi", "solo"]);
    let empty = answered(&server, &json!({}));
    assert_eq!((empty.status, empty.text().as_str()), (200, ""));
    let nothing = answered(&server, &json!({"statusCode": 204, "body": "dropped"}));
    assert_eq!((nothing.status, nothing.body.len()), (204, 0));
}

/// Recorded answer of a REST API: the same for what it cannot use and for a function that fails.
#[test]
fn what_cannot_be_used_is_an_internal_server_error() {
    let server = server();
    let failed = get(&server, "echo/?fail");
    let malformed = [
        answered(&server, &json!("text")),
        answered(&server, &json!({"statusCode": 200, "wrongValue": "value"})),
    ];
    for reply in malformed.iter().chain([&failed]) {
        assert_eq!(
            (reply.status, reply.text().as_str()),
            (502, "{\"message\": \"Internal server error\"}")
        );
        assert_eq!(
            reply.header("x-amzn-errortype"),
            Some("InternalServerErrorException")
        );
    }
    let version_2 = get(&server, "echo/?fail&ruststack-payload-version=2.0");
    assert_eq!(
        (version_2.status, version_2.text().as_str()),
        (500, "{\"message\":\"Internal Server Error\"}")
    );
}

#[test]
fn bytes_come_and_go_as_base64() {
    let server = TestServer::start();
    let code = "def handler(event, context):\n    return {'body': event['body'], 'isBase64Encoded': event['isBase64Encoded']}\n";
    deploy(&server, "bytes", code);
    let bytes: Vec<u8> = (0..=255).collect();
    let reply = server
        .request("POST", "/_ruststack/lambda/bytes/")
        .header("content-type", "application/octet-stream")
        .body(bytes.clone())
        .send();
    assert_eq!(reply.body, bytes);
}

#[test]
fn the_head_of_an_answer_comes_without_its_body() {
    let server = server();
    let reply = server.request("HEAD", "/_ruststack/lambda/echo/").send();
    assert_eq!((reply.status, reply.body.len()), (200, 0));
}

#[test]
fn a_function_has_a_host_of_its_own_too() {
    let server = server();
    let host = format!("echo.lambda.localhost:{}", server.address().port());
    let page = server
        .request("GET", "/a/b?x=1")
        .header("Host", &host)
        .send();
    let event = page.json();
    assert_eq!(event["path"], "/a/b");
    assert_eq!(event["headers"]["Host"], host);
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    create(&server, "f");
    for (path, function) in [("nobody/x", "nobody"), ("f:7/x", "f:7")] {
        let reply = get(&server, path);
        let arn = format!("arn:aws:lambda:us-east-1:000000000000:function:{function}");
        assert_eq!(reply.status, 404);
        assert_eq!(
            reply.json(),
            json!({"message": format!("Function not found: {arn}")})
        );
    }
    assert_eq!(get(&server, "no%20name/").status, 400);
}

/// API Gateway quotas: 10 MB.
#[test]
fn a_body_beyond_the_limit_is_refused() {
    let server = server();
    let reply = server
        .request("POST", "/_ruststack/lambda/echo/")
        .body(vec![b'a'; 10 * 1024 * 1024 + 1])
        .send();
    assert_eq!(
        (reply.status, reply.text().as_str()),
        (413, "{\"message\":\"Request Too Long\"}")
    );
}
