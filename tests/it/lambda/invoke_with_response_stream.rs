//! InvokeWithResponseStream.

use serde_json::{Value, json};

use super::event_stream::{Event, events, open};
use super::lambda;
use super::nodejs::deploy_js;
use super::running::{answer, deploy, failure, invoke};
use crate::harness::{Reply, TestServer};

const CODE: &str = "exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  if (event.type) stream.setContentType(event.type);
  for (const piece of event.pieces ?? []) stream.write(piece);
  if (event.fail) throw new TypeError('midway');
  if (event.url) {
    stream.write('first');
    await fetch(event.url);
  }
  stream.end();
});
";

fn target(name: &str) -> String {
    format!("/2021-11-15/functions/{name}/response-streaming-invocations")
}

fn stream(server: &TestServer, name: &str, payload: &Value) -> Reply {
    server
        .request("POST", &target(name))
        .signed("lambda")
        .header("x-amz-log-type", "Tail")
        .body(payload.to_string())
        .send()
}

/// The payloads of all chunks, and the last event's document.
fn read(reply: &Reply) -> (String, Value) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut events = events(&reply.body);
    let end = events.pop().unwrap();
    assert_eq!(end.kind, "InvokeComplete");
    assert!(events.iter().all(|event| event.kind == "PayloadChunk"));
    let bytes = events.into_iter().flat_map(|event| event.payload).collect();
    (String::from_utf8(bytes).unwrap(), end.json())
}

/// The model's shapes: InvokeWithResponseStreamResponseEvent.
#[test]
fn what_a_function_streams_comes_in_chunks() {
    let server = TestServer::start();
    deploy_js(&server, "f", CODE);
    let reply = stream(&server, "f", &json!({"pieces": ["a", "é", {"k": 1}]}));
    assert_eq!(
        reply.header("content-type"),
        Some("application/vnd.amazon.eventstream")
    );
    assert_eq!(reply.header("x-amz-executed-version"), Some("$LATEST"));
    let (text, end) = read(&reply);
    assert_eq!(text, "aé{\"k\":1}");
    assert!(end["LogResult"].is_string(), "{end}");
    assert_eq!(
        (end.get("ErrorCode"), end.get("ErrorDetails")),
        (None, None)
    );
}

/// Nobody waits for a stream's end: the function goes on only when the test has read its first chunk.
#[test]
fn the_first_chunk_is_there_before_the_function_has_ended() {
    let server = TestServer::start();
    deploy_js(&server, "f", CODE);
    let gate = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", gate.local_addr().unwrap());
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: {}\r\n",
        target("f"),
        server
            .request("GET", "/")
            .signed("lambda")
            .value("authorization")
    );
    let mut answer = open(&server, &head, &json!({"url": url}).to_string());
    assert!(answer.head.starts_with("HTTP/1.1 200"), "{}", answer.head);
    let first = answer.chunk().unwrap();
    let kind = "PayloadChunk".to_owned();
    assert_eq!(
        events(&first),
        [Event {
            kind,
            payload: b"first".to_vec()
        }]
    );
    let (mut waiting, _) = gate.accept().unwrap();
    std::io::Write::write_all(&mut waiting, b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
    drop(waiting);
    let last = answer.chunk().unwrap();
    assert_eq!(events(&last)[0].kind, "InvokeComplete");
    assert_eq!(answer.chunk(), None);
}

#[test]
fn a_function_that_fails_midway_says_so_at_the_end() {
    let server = TestServer::start();
    deploy_js(&server, "f", CODE);
    let (text, end) = read(&stream(
        &server,
        "f",
        &json!({"pieces": ["a"], "fail": true}),
    ));
    assert_eq!(
        (text.as_str(), &end["ErrorCode"]),
        ("a", &json!("Unhandled"))
    );
    let details: Value = serde_json::from_str(end["ErrorDetails"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&details["errorType"], &details["errorMessage"]),
        (&json!("TypeError"), &json!("midway"))
    );
    // The environment lives on.
    let (text, _) = read(&stream(&server, "f", &json!({"pieces": ["b"]})));
    assert_eq!(text, "b");
}

#[test]
fn a_function_that_does_not_stream_answers_in_one_chunk() {
    let server = TestServer::start();
    deploy(
        &server,
        "f",
        "def handler(event, context):\n    return event['answer']",
    );
    let (text, end) = read(&stream(&server, "f", &json!({"answer": [1]})));
    assert_eq!((text.as_str(), end.get("ErrorCode")), ("[1]", None));
    let (text, end) = read(&stream(&server, "f", &json!({})));
    assert_eq!(
        (text.as_str(), &end["ErrorCode"]),
        ("", &json!("Unhandled"))
    );
    assert!(end["ErrorDetails"].as_str().unwrap().contains("KeyError"));
}

/// AWS docs, "Response streaming": Invoke gathers what a function streams.
#[test]
fn invoke_gathers_a_streamed_response() {
    let server = TestServer::start();
    deploy_js(&server, "f", CODE);
    assert_eq!(
        answer(&server, "f", json!({"pieces": ["[1,", "2]"]})),
        json!([1, 2])
    );
    let failed = failure(&invoke(
        &server,
        "f",
        json!({"pieces": ["a"], "fail": true}),
    ));
    assert_eq!(failed["errorType"], "TypeError");
}

#[test]
fn a_stream_that_takes_too_long_is_ended_by_the_timeout() {
    let server = TestServer::start();
    let code = "exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.write('a');
        await new Promise(() => setInterval(() => {}, 1000));
    });";
    deploy_js(&server, "f", code);
    let body = json!({"Timeout": 1});
    lambda(
        &server,
        "PUT",
        "/2015-03-31/functions/f/configuration",
        body,
    );
    let (text, end) = read(&stream(&server, "f", &json!({})));
    assert_eq!(
        (text.as_str(), &end["ErrorCode"]),
        ("a", &json!("Unhandled"))
    );
    assert!(
        end["ErrorDetails"]
            .as_str()
            .unwrap()
            .contains("Task timed out after 1.00 seconds")
    );
}

/// Before a stream begins errors are Invoke's own; `Event` is no type of this operation.
#[test]
fn what_cannot_begin_is_refused_as_by_invoke() {
    let server = TestServer::start();
    deploy(&server, "f", "def handler(event, context):\n    return 1");
    let absent = stream(&server, "g", &json!({}));
    assert_eq!(absent.status, 404);
    assert_eq!(
        absent.header("x-amzn-errortype"),
        Some("ResourceNotFoundException")
    );
    let typed = |kind: &str| {
        let request = server.request("POST", &target("f")).signed("lambda");
        request.header("x-amz-invocation-type", kind).send()
    };
    assert_eq!(typed("DryRun").status, 204);
    let message = "1 validation error detected: Value 'Event' at 'invocationType' failed to satisfy \
        constraint: Member must satisfy enum value set: [RequestResponse, DryRun]";
    assert_eq!(typed("Event").json()["message"], message);
    let none = json!({"ReservedConcurrentExecutions": 0});
    lambda(&server, "PUT", "/2017-10-31/functions/f/concurrency", none);
    assert_eq!(stream(&server, "f", &json!({})).status, 429);
}
