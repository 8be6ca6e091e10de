//! What the tests of aliases share: a function with two versions, and short ways to its aliases.

use serde_json::{Value, json};

use super::{create, lambda};
use crate::harness::{Reply, TestServer};

pub(super) const ALIASES: &str = "/2015-03-31/functions/f/aliases";

/// A server with the function `f` and its versions 1 and 2.
pub(super) fn server_with_versions() -> TestServer {
    let server = TestServer::start();
    create(&server, "f");
    for description in ["one", "two"] {
        let body = json!({"Description": description});
        let target = "/2015-03-31/functions/f/configuration";
        assert_eq!(lambda(&server, "PUT", target, body).status, 200);
        let target = "/2015-03-31/functions/f/versions";
        assert_eq!(lambda(&server, "POST", target, json!({})).status, 201);
    }
    server
}

pub(super) fn create_alias(server: &TestServer, body: Value) -> Reply {
    lambda(server, "POST", ALIASES, body)
}

/// Makes an alias that the test is not about.
pub(super) fn alias(server: &TestServer, name: &str, version: &str) -> Value {
    let reply = create_alias(server, json!({"Name": name, "FunctionVersion": version}));
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

pub(super) fn update_alias(server: &TestServer, name: &str, body: Value) -> Reply {
    lambda(server, "PUT", &format!("{ALIASES}/{name}"), body)
}

pub(super) fn get_alias(server: &TestServer, name: &str) -> Reply {
    lambda(server, "GET", &format!("{ALIASES}/{name}"), Value::Null)
}

/// The ARN of the function `f`, or of what a qualifier names of it.
pub(super) fn arn(qualifier: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:f{qualifier}")
}
