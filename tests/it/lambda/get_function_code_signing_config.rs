//! GetFunctionCodeSigningConfig.

use serde_json::{Value, json};

use super::{assert_not_found, create, lambda};
use crate::harness::TestServer;

const CONFIG: &str = "/2020-06-30/functions/f/code-signing-config";

/// AWS answers so for a function without one; Terraform asks whenever it reads a function.
#[test]
fn a_function_without_one_has_an_empty_answer() {
    let server = TestServer::start();
    assert_not_found(&lambda(&server, "GET", CONFIG, Value::Null), "f");
    create(&server, "f");
    let reply = lambda(&server, "GET", CONFIG, Value::Null);
    assert_eq!((reply.status, reply.json()), (200, json!({})));
}
