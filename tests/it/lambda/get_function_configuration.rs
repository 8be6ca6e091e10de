//! GetFunctionConfiguration.

use serde_json::Value;

use super::{assert_not_found, create, lambda};
use crate::harness::TestServer;

#[test]
fn it_is_the_configuration_of_get_function() {
    let server = TestServer::start();
    create(&server, "f");
    let whole = lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null).json();
    let reply = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/configuration",
        Value::Null,
    );
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), whole["Configuration"]);
}

/// Recorded answer.
#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    let reply = lambda(
        &server,
        "GET",
        "/2015-03-31/functions/f/configuration?Qualifier=42",
        Value::Null,
    );
    assert_not_found(&reply, "f:42");
}
