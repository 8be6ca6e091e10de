//! Paths of operations that are not there.

use serde_json::{Value, json};

use super::{assert_refused, lambda};
use crate::harness::TestServer;

#[test]
fn an_unknown_path_is_an_unknown_operation() {
    let server = TestServer::start();
    let reply = lambda(&server, "GET", "/2015-03-31/nothing", Value::Null);
    assert_refused(&reply, 404, "UnknownOperationException", json!({}));
}
