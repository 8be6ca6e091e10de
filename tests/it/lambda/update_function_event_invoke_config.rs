//! UpdateFunctionEventInvokeConfig.

use serde_json::{Value, json};

use super::event_invoke::{CONFIG, get, no_config, put};
use super::{assert_refused, create, lambda};
use crate::harness::TestServer;

/// AWS's page API_UpdateFunctionEventInvokeConfig; the refusal is recorded.
#[test]
fn what_is_not_given_stays() {
    let server = TestServer::start();
    create(&server, "f");
    let update = |body: Value| lambda(&server, "POST", CONFIG, body);
    let reply = update(json!({"MaximumRetryAttempts": 0}));
    assert_refused(&reply, 404, "ResourceNotFoundException", no_config());
    put(&server, "", json!({"MaximumRetryAttempts": 1}));
    let reply = update(json!({"MaximumEventAgeInSeconds": 100}));
    assert_eq!(reply.status, 200);
    let changed = reply.json();
    assert_eq!(
        (
            &changed["MaximumRetryAttempts"],
            &changed["MaximumEventAgeInSeconds"]
        ),
        (&json!(1), &json!(100))
    );
    assert_eq!(get(&server, "").json(), changed);
}
