//! DeleteFunctionEventInvokeConfig.

use serde_json::{Value, json};

use super::event_invoke::{CONFIG, get, no_config, put};
use super::{assert_refused, create, lambda};
use crate::harness::TestServer;

/// AWS's page API_DeleteFunctionEventInvokeConfig: 204; the refusal is recorded.
#[test]
fn it_is_gone_once() {
    let server = TestServer::start();
    create(&server, "f");
    put(&server, "", json!({"MaximumRetryAttempts": 0}));
    let delete = || lambda(&server, "DELETE", CONFIG, Value::Null);
    assert_eq!(delete().status, 204);
    assert_eq!(get(&server, "").status, 404);
    assert_refused(&delete(), 404, "ResourceNotFoundException", no_config());
}
