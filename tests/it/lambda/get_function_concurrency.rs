//! GetFunctionConcurrency.

use serde_json::{Value, json};

use super::{assert_not_found, create, lambda};
use crate::harness::TestServer;

/// Recorded answers: an empty object without a limit.
#[test]
fn a_limit_is_shown_where_there_is_one() {
    let server = TestServer::start();
    create(&server, "f");
    let target = "/2019-09-30/functions/f/concurrency";
    let get = || lambda(&server, "GET", target, Value::Null);
    assert_eq!((get().status, get().json()), (200, json!({})));
    let limit = json!({"ReservedConcurrentExecutions": 0});
    lambda(
        &server,
        "PUT",
        "/2017-10-31/functions/f/concurrency",
        limit.clone(),
    );
    assert_eq!(get().json(), limit);
}

#[test]
fn a_function_that_is_not_there_is_named() {
    let server = TestServer::start();
    let target = "/2019-09-30/functions/none/concurrency";
    assert_not_found(&lambda(&server, "GET", target, Value::Null), "none");
}
