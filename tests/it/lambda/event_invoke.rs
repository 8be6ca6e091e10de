//! What the tests of event invoke configurations share.

use serde_json::{Value, json};

use super::lambda;
use crate::harness::{Reply, TestServer};

pub(super) const CONFIG: &str = "/2019-09-25/functions/f/event-invoke-config";

pub(super) fn put(server: &TestServer, query: &str, body: Value) -> Reply {
    lambda(server, "PUT", &format!("{CONFIG}{query}"), body)
}

pub(super) fn get(server: &TestServer, query: &str) -> Reply {
    lambda(server, "GET", &format!("{CONFIG}{query}"), Value::Null)
}

/// What is answered for `f:$LATEST` where nothing is configured.
pub(super) fn no_config() -> Value {
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
    json!({"Type": "User", "Message": format!("The function {arn} doesn't have an EventInvokeConfig")})
}
