//! DeleteFunctionConcurrency.

use serde_json::{Value, json};

use super::{assert_not_found, create, lambda};
use crate::harness::TestServer;

/// AWS's page API_DeleteFunctionConcurrency: 204, whether there was a limit or not.
#[test]
fn the_limit_goes() {
    let server = TestServer::start();
    create(&server, "f");
    let target = "/2017-10-31/functions/f/concurrency";
    let limit = json!({"ReservedConcurrentExecutions": 3});
    assert_eq!(lambda(&server, "PUT", target, limit).status, 200);
    for _ in 0..2 {
        assert_eq!(lambda(&server, "DELETE", target, Value::Null).status, 204);
    }
    let found = lambda(&server, "GET", "/2015-03-31/functions/f", Value::Null).json();
    assert_eq!(found["Concurrency"], Value::Null);
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    let target = "/2017-10-31/functions/none/concurrency";
    assert_not_found(&lambda(&server, "DELETE", target, Value::Null), "none");
}
