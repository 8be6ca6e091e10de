//! GetFunctionEventInvokeConfig.

use serde_json::json;

use super::event_invoke::{get, no_config, put};
use super::{assert_refused, create};
use crate::harness::TestServer;

/// Recorded answers: a function that is not there has no configuration either.
#[test]
fn it_is_what_was_put() {
    let server = TestServer::start();
    let none = || {
        assert_refused(
            &get(&server, ""),
            404,
            "ResourceNotFoundException",
            no_config(),
        )
    };
    none();
    create(&server, "f");
    none();
    let made = put(&server, "", json!({"MaximumRetryAttempts": 2})).json();
    let reply = get(&server, "");
    assert_eq!((reply.status, reply.json()), (200, made));
}
