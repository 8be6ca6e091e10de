//! InvokeAsync.

use serde_json::{Value, json};

use super::{assert_not_found, assert_refused, create, lambda};
use crate::harness::TestServer;

const INVOKE_ASYNC: &str = "/2014-11-13/functions/f/invoke-async";

/// AWS's page API_InvokeAsync: 202 and no body.
#[test]
fn an_event_is_taken() {
    let server = TestServer::start();
    assert_not_found(&lambda(&server, "POST", INVOKE_ASYNC, json!({})), "f");
    create(&server, "f");
    let reply = lambda(&server, "POST", INVOKE_ASYNC, json!({"a": 1}));
    assert_eq!((reply.status, reply.text()), (202, String::new()));
}

/// The limit is that of AWS's page, the words are those of Invoke.
#[test]
fn its_payload_is_shorter_than_that_of_invoke() {
    let server = TestServer::start();
    create(&server, "f");
    let text = Value::String("x".repeat(262_143));
    let message =
        "262145 byte payload is too large for the Event invocation type (limit 262144 bytes)";
    let body = json!({"Message": message});
    let reply = lambda(&server, "POST", INVOKE_ASYNC, text);
    assert_refused(&reply, 413, "RequestTooLargeException", body);
}
